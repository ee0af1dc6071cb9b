import { BasicOCSPResponse, id_pkix_ocsp_basic, OCSPResponse } from '@peculiar/asn1-ocsp';
import { AsnConvert } from '@peculiar/asn1-schema';

export const ocspStatuses = ['good', 'revoked', 'unknown', 'unreadable'] as const;
export type OcspStatus = (typeof ocspStatuses)[number];

/** What the answer of the certificate's issuer says that the server stapled to the handshake (RFC 6960; RFC 6066, section 8). Its signature is not looked at. */
export function ocspStatusOf(staple: Uint8Array): OcspStatus {
  try {
    const { responseBytes } = AsnConvert.parse(staple, OCSPResponse);
    if (responseBytes?.responseType !== id_pkix_ocsp_basic) return 'unreadable';
    const basic = AsnConvert.parse(responseBytes.response.buffer, BasicOCSPResponse);
    const status = basic.tbsResponseData.responses[0]?.certStatus;
    if (!status) return 'unreadable';
    if (status.revoked) return 'revoked';
    return status.unknown === undefined ? 'good' : 'unknown';
  } catch {
    return 'unreadable';
  }
}
