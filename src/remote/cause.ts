/** Why a connection failed, in words; the code stays, for whoever looks it up. */
export function causeOf(error: unknown): string {
  const inner = error instanceof Error ? (error.cause ?? error) : error;
  const deeper = inner instanceof Error && inner.cause instanceof Error ? inner.cause : inner;
  const code = deeper instanceof Error && 'code' in deeper ? deeper.code : undefined;
  if (typeof code !== 'string') return 'the connection failed';
  return `${reasons[code] ?? 'the connection failed'} (${code})`;
}

const cutOff = 'the connection was cut off';

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing answers at that address',
  ENOTFOUND: 'the host name is not known',
  EAI_AGAIN: 'the host name cannot be looked up now',
  EHOSTUNREACH: 'there is no way to the host',
  ENETUNREACH: 'there is no network',
  ETIMEDOUT: 'the host does not answer',
  UND_ERR_CONNECT_TIMEOUT: 'the host does not answer',
  ECONNRESET: cutOff,
  EPIPE: cutOff,
  UND_ERR_SOCKET: cutOff,
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'the answer broke off',
  CERT_HAS_EXPIRED: 'the certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'the certificate is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'the certificate is self-signed',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'the certificate cannot be verified',
  ERR_TLS_CERT_ALTNAME_INVALID: 'the certificate is for another host',
};
