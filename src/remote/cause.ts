import { ProxyError } from './proxy/fault.ts';
import { meansLater } from './statuses.ts';

/** Why a connection failed, in words; the code stays, for whoever looks it up. */
export function causeOf(error: unknown): string {
  if (error instanceof ProxyError) return causeOfProxy(error);
  const code = codeOf(error);
  if (code === undefined) return 'the connection failed';
  return `${rowOf(code)?.says ?? 'the connection failed'} (${code})`;
}

/** Whether the next try would fail in the same way: somebody has to change something first. */
export function isFinal(error: unknown): boolean {
  if (error instanceof ProxyError) {
    return error.status === undefined ? isFinal(error.cause) : !meansLater(error.status, false);
  }
  return rowOf(codeOf(error))?.isFinal ?? false;
}

/** What to do about a cause that time does not cure; undefined where there is nothing special. */
export function cureOf(error: unknown): string | undefined {
  return error instanceof ProxyError ? cureOfProxy(error) : rowOf(codeOf(error))?.cure;
}

interface Row {
  readonly says: string;
  readonly isFinal?: true;
  readonly cure?: string;
}

const cutOff: Row = { says: 'the connection was cut off' };
const damaged: Row = { says: 'the answer arrived damaged' };
const noTls: Row = {
  says: 'what answers there speaks no TLS',
  isFinal: true,
  cure: 'Check scheme and port of the `baseUrl` of the environment in the config: https is spoken to, and something else answers.',
};
const untrusted = {
  isFinal: true,
  cure: 'A platform or a proxy with a certificate of your organisation: put the certificate of the authority that signed it into a file and set `NODE_EXTRA_CA_CERTS=FILE`. Otherwise tell whoever runs the platform.',
} as const;
const outOfDate = {
  isFinal: true,
  cure: 'Check the date of this machine. If it is right, tell whoever runs the platform that the certificate has to be renewed.',
} as const;

/** By the codes of Node. docs/reliability.md shows which are tried again. */
export const causeRows: Readonly<Record<string, Row>> = {
  ECONNREFUSED: { says: 'nothing answers at that address' },
  // Tried again, as got and undici have it: a resolver that is just starting says so too.
  ENOTFOUND: {
    says: 'the host name is not known',
    cure: 'Check the host in the `baseUrl` of the environment in the config, and the network of this machine.',
  },
  EAI_AGAIN: { says: 'the host name cannot be looked up now' },
  EHOSTUNREACH: { says: 'there is no way to the host' },
  ENETUNREACH: { says: 'there is no network' },
  ETIMEDOUT: { says: 'the host does not answer' },
  ECONNRESET: cutOff,
  EPIPE: cutOff,
  ERR_STREAM_PREMATURE_CLOSE: cutOff,
  ERR_PROXY_TUNNEL: { says: 'the proxy does not let it through' },
  EPROTO: noTls,
  ERR_SSL_WRONG_VERSION_NUMBER: noTls,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: noTls,
  Z_DATA_ERROR: damaged,
  Z_BUF_ERROR: damaged,
  CERT_HAS_EXPIRED: { says: 'the certificate has expired', ...outOfDate },
  CERT_NOT_YET_VALID: { says: 'the certificate is not valid yet', ...outOfDate },
  DEPTH_ZERO_SELF_SIGNED_CERT: { says: 'the certificate is self-signed', ...untrusted },
  SELF_SIGNED_CERT_IN_CHAIN: {
    says: 'the certificate comes from an authority that this machine does not trust',
    ...untrusted,
  },
  UNABLE_TO_GET_ISSUER_CERT: {
    says: 'the certificate comes from an authority that this machine does not know',
    ...untrusted,
  },
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: {
    says: 'the certificate comes from an authority that this machine does not know',
    ...untrusted,
  },
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: { says: 'the certificate cannot be verified', ...untrusted },
  CERT_UNTRUSTED: { says: 'the certificate is not trusted', ...untrusted },
  CERT_REJECTED: { says: 'the certificate is rejected', ...untrusted },
  INVALID_CA: { says: 'the certificate comes from what is no authority', ...untrusted },
  CERT_SIGNATURE_FAILURE: { says: 'the signature of the certificate is wrong', ...untrusted },
  CERT_CHAIN_TOO_LONG: { says: 'the chain of certificates is too long', ...untrusted },
  CERT_REVOKED: {
    says: 'the certificate was revoked',
    isFinal: true,
    cure: 'Tell whoever runs the platform.',
  },
  INVALID_PURPOSE: {
    says: 'the certificate is not one of a server',
    isFinal: true,
    cure: 'Tell whoever runs the platform.',
  },
  ERR_TLS_CERT_ALTNAME_INVALID: {
    says: 'the certificate is for another host',
    isFinal: true,
    cure: 'Check the host in the `baseUrl` of the environment in the config. If it is right, tell whoever runs the platform.',
  },
};

function rowOf(code: string | undefined): Row | undefined {
  if (code?.startsWith('HPE_')) return { says: 'what answers there speaks no HTTP' };
  return code === undefined ? undefined : causeRows[code];
}

function codeOf(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

function causeOfProxy({ proxy, status, cause }: ProxyError): string {
  const which = `the proxy ${proxy.address}, which ${proxy.variable} names,`;
  if (status === undefined) return `${which} cannot be used: ${causeOf(cause)}`;
  return status === 407
    ? `${which} asks for a user and a password that it accepts (407)`
    : `${which} does not let it through (${status})`;
}

function cureOfProxy({ proxy, status, cause }: ProxyError): string {
  const { variable } = proxy;
  if (status === 407) {
    return `Write the user and the password into ${variable}: http://USER:PASSWORD@HOST:PORT, with %40 for an @ in either.`;
  }
  const direct = `If the host is reached without a proxy, name it in NO_PROXY.`;
  if (status !== undefined) {
    return `Ask whoever runs the proxy to let this host through. ${direct}`;
  }
  const { isFinal: isSettled, cure } = rowOf(codeOf(cause)) ?? {};
  return isSettled && cure?.includes('NODE_EXTRA_CA_CERTS')
    ? `${untrusted.cure} ${direct}`
    : `Check the address in ${variable}. ${direct}`;
}
