import { setTimeout as wait } from 'node:timers/promises';

/** An answer whose body is only half of it, told as if it were whole. */
export async function truncate(response: Response): Promise<Response> {
  const text = await response.text();
  return new Response(text.slice(0, text.length / 2), initOf(response));
}

/** An answer whose connection drops in the middle of the body; a server has to drop it itself. */
export class CutOffResponse extends Response {
  readonly half: Uint8Array;

  constructor(half: Uint8Array, init: ResponseInit) {
    let isGiven = half.length === 0;
    const body = new ReadableStream<Uint8Array>({
      // By turns: an error at once would drop what was given before it.
      pull: (controller) => {
        if (isGiven) controller.error(new TypeError('terminated'));
        else controller.enqueue(half);
        isGiven = true;
      },
    });
    super(body, init);
    this.half = half;
  }
}

export async function cutOff(response: Response): Promise<Response> {
  const bytes = await response.bytes();
  return new CutOffResponse(bytes.slice(0, Math.ceil(bytes.length / 2)), initOf(response));
}

/** So many pieces a slow body comes in. */
const pieces = 10;

/** An answer whose body comes piece by piece, over that many milliseconds. */
export async function slow(response: Response, ms: number): Promise<Response> {
  const bytes = await response.bytes();
  const size = Math.max(1, Math.ceil(bytes.length / pieces));
  let given = 0;
  let isWanted = true;
  const body = new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      await wait(ms / pieces, undefined, { ref: false });
      if (!isWanted) return;
      controller.enqueue(bytes.slice(given, given + size));
      given += size;
      if (given >= bytes.length) controller.close();
    },
    cancel: () => {
      isWanted = false;
    },
  });
  return new Response(body, initOf(response));
}

function initOf({ status, headers }: Response): ResponseInit {
  const kept = new Headers(headers);
  kept.delete('content-length');
  return { status, headers: kept };
}
