/** Why a connection failed, in words; the code stays, for whoever looks it up. */
export function causeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (typeof code !== 'string') return 'the connection failed';
  return `${reasons[code] ?? reasonOfFamily(code)} (${code})`;
}

const cutOff = 'the connection was cut off';
const damaged = 'the answer arrived damaged';
const noTls = 'what answers there speaks no TLS';

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing answers at that address',
  ENOTFOUND: 'the host name is not known',
  EAI_AGAIN: 'the host name cannot be looked up now',
  EHOSTUNREACH: 'there is no way to the host',
  ENETUNREACH: 'there is no network',
  ETIMEDOUT: 'the host does not answer',
  ECONNRESET: cutOff,
  EPIPE: cutOff,
  ERR_STREAM_PREMATURE_CLOSE: cutOff,
  ERR_PROXY_TUNNEL: 'the proxy does not let it through',
  EPROTO: noTls,
  ERR_SSL_WRONG_VERSION_NUMBER: noTls,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: noTls,
  Z_DATA_ERROR: damaged,
  Z_BUF_ERROR: damaged,
  CERT_HAS_EXPIRED: 'the certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'the certificate is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'the certificate is self-signed',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'the certificate cannot be verified',
  ERR_TLS_CERT_ALTNAME_INVALID: 'the certificate is for another host',
};

function reasonOfFamily(code: string): string {
  return code.startsWith('HPE_') ? 'what answers there speaks no HTTP' : 'the connection failed';
}
