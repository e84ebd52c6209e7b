import { setTimeout as wait } from 'node:timers/promises';

/** Cuts the body in half but keeps the status and headers of a complete answer. */
export async function truncate(response: Response): Promise<Response> {
  const text = await response.text();
  return new Response(text.slice(0, text.length / 2), initOf(response));
}

/** An answer whose connection drops in the middle of the body. The server has to drop it itself. */
export class CutOffResponse extends Response {
  readonly half: Uint8Array;

  constructor(half: Uint8Array, init: ResponseInit) {
    let isGiven = half.length === 0;
    const body = new ReadableStream<Uint8Array>({
      // The error comes in a second pull: in the same one it would discard the first half.
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

/** Number of pieces of a slow body. */
const pieces = 10;

/** Sends the body piece by piece over `ms` milliseconds. */
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
