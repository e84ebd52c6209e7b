import { systemCodeOf } from '../../model/problem.ts';

/** Why no answer came, and what to do about it. */
interface CauseRow {
  readonly says: string;
  /** Whether the next try would fail in the same way. */
  readonly isFinal?: true;
  readonly cure: string;
}

const address = 'of the environment in the config';
const network = 'Check the network of this machine: cable or Wi-Fi, VPN and firewall.';
const operator = 'Contact the operator of the platform.';

const unreachable = `Check the network of this machine (VPN, firewall) and the host in the \`baseUrl\` ${address}.`;
const cutOff: CauseRow = {
  says: 'the connection was cut off',
  cure: `If that happens each time, check scheme and port of the \`baseUrl\` ${address} (a server for https cuts off http), and whether a proxy or a firewall is in between.`,
};
const silent: CauseRow = {
  says: 'the host does not answer',
  cure: `Check host and port in the \`baseUrl\` ${address}, and whether a firewall or a VPN is in between.`,
};
const unknownHost = `Check the host in the \`baseUrl\` ${address}, and the network of this machine.`;
const noLookUp: CauseRow = {
  says: 'the host name cannot be looked up now',
  cure: `Check the network of this machine and its name server (DNS), and the host in the \`baseUrl\` ${address}.`,
};
const damaged: CauseRow = {
  says: 'the answer arrived damaged',
  cure: `If that happens each time, a proxy in between may change answers. If there is none, contact the operator of the platform.`,
};
const forbidden: CauseRow = {
  says: 'this machine does not allow the connection',
  cure: 'A firewall or a sandbox of this machine forbids it: allow connections to the host there.',
};
const exhausted: CauseRow = {
  says: 'this machine has no room for another connection',
  cure: 'Close other programs, or raise the limit of open files (`ulimit -n`).',
};
const noTls: CauseRow = {
  says: 'the server there does not use TLS',
  isFinal: true,
  cure: `Check scheme and port of the \`baseUrl\` ${address}: the server does not answer with https.`,
};
const noAgreement: CauseRow = {
  says: 'the server there refuses the TLS of this machine',
  isFinal: true,
  cure: `Check the host in the \`baseUrl\` ${address}, and any proxy in between. Both sides may have no version or cipher of TLS in common, or the server asks for a certificate of the client, which this tool does not send: contact the operator of the platform.`,
};
/** What to do about a certificate whose authority this machine does not trust. */
export const untrustedCure =
  'A server or a proxy with a certificate of your organisation: put the certificate of the authority that signed it into a file and set `NODE_EXTRA_CA_CERTS=FILE`. Otherwise contact its operator.';
const untrusted = { isFinal: true, cure: untrustedCure } as const;
const outOfDate = {
  isFinal: true,
  cure: 'Check the date of this machine. If it is right, tell the operator of the platform to renew the certificate.',
} as const;
const broken: CauseRow = {
  says: 'the certificate is broken',
  isFinal: true,
  cure: operator,
};

/** Causes by the error codes of Node. docs/reliability.md shows which of them are tried again. */
export const causeRows: Readonly<Record<string, CauseRow>> = {
  ECONNREFUSED: {
    says: 'there is no server at that address',
    cure: `Check host and port in the \`baseUrl\` ${address}.`,
  },
  // Tried again, as got and undici do: a resolver that is still starting gives the same code.
  ENOTFOUND: { says: 'the host name is not known', cure: unknownHost },
  EAI_AGAIN: noLookUp,
  EHOSTUNREACH: { says: 'there is no route to the host', cure: unreachable },
  EHOSTDOWN: { says: 'the host is down', cure: unreachable },
  ENETUNREACH: { says: 'there is no network', cure: network },
  ENETDOWN: { says: 'there is no network', cure: network },
  ENONET: { says: 'there is no network', cure: network },
  EADDRNOTAVAIL: {
    says: 'this machine has no address to connect from',
    cure: `Check the network of this machine, and host and port in the \`baseUrl\` ${address}. Many connections in a short time also use up all ports: wait a minute.`,
  },
  EAFNOSUPPORT: {
    says: 'this machine does not use that kind of address (IPv4 or IPv6)',
    cure: unreachable,
  },
  ETIMEDOUT: silent,
  ECONNRESET: cutOff,
  ECONNABORTED: cutOff,
  EPIPE: cutOff,
  ERR_STREAM_PREMATURE_CLOSE: cutOff,
  UND_ERR_SOCKET: cutOff,
  UND_ERR_CONNECT_TIMEOUT: silent,
  UND_ERR_HEADERS_TIMEOUT: silent,
  UND_ERR_BODY_TIMEOUT: silent,
  EACCES: forbidden,
  EPERM: forbidden,
  EMFILE: exhausted,
  ENFILE: exhausted,
  ENOBUFS: exhausted,
  ENOMEM: exhausted,
  ERR_PROXY_TUNNEL: {
    says: 'the proxy does not let it through',
    cure: 'Ask the operator of the proxy to allow this host. If the host is reached without a proxy, name it in NO_PROXY.',
  },
  EPROTO: noTls,
  ERR_SSL_WRONG_VERSION_NUMBER: noTls,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: noTls,
  ERR_SSL_HTTP_REQUEST: noTls,
  ERR_TLS_HANDSHAKE_TIMEOUT: silent,
  Z_DATA_ERROR: damaged,
  Z_BUF_ERROR: damaged,
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: damaged,
  ERR_CONTENT_LENGTH_MISMATCH: damaged,
  CERT_HAS_EXPIRED: { says: 'the certificate has expired', ...outOfDate },
  CERT_NOT_YET_VALID: { says: 'the certificate is not valid yet', ...outOfDate },
  CRL_HAS_EXPIRED: { says: 'the list of revoked certificates has expired', ...outOfDate },
  CRL_NOT_YET_VALID: { says: 'the list of revoked certificates is not valid yet', ...outOfDate },
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
  UNABLE_TO_GET_CRL: { says: 'the certificate cannot be verified', ...untrusted },
  CERT_UNTRUSTED: { says: 'the certificate is not trusted', ...untrusted },
  CERT_REJECTED: { says: 'the certificate is rejected', ...untrusted },
  INVALID_CA: { says: 'the issuer of the certificate is not an authority', ...untrusted },
  CERT_SIGNATURE_FAILURE: { says: 'the signature of the certificate is wrong', ...untrusted },
  CRL_SIGNATURE_FAILURE: { says: 'the signature of the certificate is wrong', ...untrusted },
  CERT_CHAIN_TOO_LONG: { says: 'the chain of certificates is too long', ...untrusted },
  PATH_LENGTH_EXCEEDED: { says: 'the chain of certificates is too long', ...untrusted },
  CERT_REVOKED: { says: 'the certificate was revoked', isFinal: true, cure: operator },
  INVALID_PURPOSE: {
    says: 'the certificate is not a server certificate',
    isFinal: true,
    cure: operator,
  },
  HOSTNAME_MISMATCH: otherHost(),
  ERR_TLS_CERT_ALTNAME_INVALID: otherHost(),
};

function otherHost(): CauseRow {
  return {
    says: 'the certificate is for another host',
    isFinal: true,
    cure: `Check the host in the \`baseUrl\` ${address}. If it is right, contact the operator of the platform.`,
  };
}

/** Causes for families of codes; the first matching pattern counts. OpenSSL alone has hundreds of codes. */
const families: readonly (readonly [RegExp, CauseRow])[] = [
  [/^ERR_SSL_/, noAgreement],
  [/^EAI_/, noLookUp],
  [/^(?:CERT|CRL)_|_CERT(?:_|$)|^ERROR_IN_C|^UNABLE_TO_DE/, broken],
  // zlib, and the codes of Node for Brotli and Zstandard.
  [/^(?:Z_|ERR__ERROR_|ZSTD_)/, damaged],
  [/^UND_ERR_/, cutOff],
];

/** The cause and cure for the error of a connection; undefined for an unknown code. */
export function causeRowOf(error: unknown): CauseRow | undefined {
  const code = systemCodeOf(error);
  if (code === undefined) return undefined;
  if (code.startsWith('HPE_')) return noHttp(error, code);
  // Node uses one code for all handshake errors of OpenSSL; their words are in the message.
  if (code === 'EPROTO' && error instanceof Error && /alert|unsupported/.test(error.message)) {
    return noAgreement;
  }
  return Object.hasOwn(causeRows, code)
    ? causeRows[code]
    : families.find(([form]) => form.test(code))?.[1];
}

/** The first bytes of services that are not HTTP, each with the name of the service. */
const greetings: readonly (readonly [string, string])[] = [
  // The first bytes of an alert and of a handshake.
  ['\x15\x03', 'TLS'],
  ['\x16\x03', 'TLS'],
  // The length of the first frame.
  ['\0\0', 'HTTP/2'],
  ['SSH-', 'SSH'],
  ['220 ', 'mail or FTP'],
  ['220-', 'mail or FTP'],
  ['+OK', 'POP3'],
  ['* OK', 'IMAP'],
  ['-ERR', 'Redis'],
  ['RFB ', 'VNC'],
];

/**
 * The cause for an answer that is not valid HTTP. What came is named and never quoted: a server that repeats
 * a request could make the message show credentials.
 */
function noHttp(error: unknown, code: string): CauseRow {
  const packet = error instanceof Error && 'rawPacket' in error ? error.rawPacket : undefined;
  const came = packet instanceof Uint8Array ? Buffer.from(packet).toString('latin1') : '';
  const [, service] = greetings.find(([begins]) => came.startsWith(begins)) ?? [];
  const check = `Check host, port and scheme (http or https) of the \`baseUrl\` ${address}, and any proxy in between.`;
  if (service === 'TLS') {
    return {
      says: 'the server there uses TLS, and was asked without',
      isFinal: true,
      cure: `Write https instead of http into the \`baseUrl\` ${address}, or check its port.`,
    };
  }
  if (service !== undefined) {
    return {
      says: `the server there does not use HTTP; the answer is one of ${service}`,
      isFinal: true,
      cure: `The address is not that of the API. ${check}`,
    };
  }
  return code === 'HPE_INVALID_CONSTANT' && !came.startsWith('HTTP/')
    ? {
        says: 'the server there does not use HTTP',
        cure: `The address is probably not that of the API. ${check}`,
      }
    : {
        says: 'the answer is not valid HTTP',
        cure: `${check} If they are right, contact the operator of the platform.`,
      };
}
