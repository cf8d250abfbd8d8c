// SPDX-License-Identifier: MIT
// nvts.signature.json: an Ed25519 signature of the bytes of nvts.integrity.json. runtime/package/signature.cpp checks it in the element.
import { type KeyObject, sign, verify } from 'node:crypto';
import * as z from 'zod/mini';
import { pathText } from '../../errors.js';
import { parse } from '../../processor/params.js';
import { PackageError } from './error.js';
import type { PackageFiles } from './files.js';
import { INTEGRITY_FILE, SIGNATURE_FILE } from './integrity.js';
import { keyId, type TrustedKey } from './keys.js';
import { readJsonFile } from './manifest-file.js';

const signatureSchema = z.object({
  format: z.literal(1),
  algorithm: z.literal('ed25519'),
  keyId: z.string().check(z.regex(/^[0-9a-f]{64}$/, { error: 'expected a SHA-256 in 64 hexadecimal digits' })),
  signature: z.string().check(z.regex(/^[A-Za-z0-9+/]{86}==$/, { error: 'expected 64 bytes in Base64' })),
});

/** What stands in `nvts.signature.json`. */
export type Signature = z.output<typeof signatureSchema>;

/** Signs the bytes of an integrity file. */
export function signBytes(bytes: Uint8Array, key: KeyObject): Signature {
  return { format: 1, algorithm: 'ed25519', keyId: keyId(key), signature: sign(null, bytes, key).toString('base64') };
}

/** The signature of a package, undefined where it has none. Throws `PackageError`. */
export function readSignature(files: PackageFiles): Signature | undefined {
  const value = readJsonFile(files, SIGNATURE_FILE, 'NVTS_SIGNATURE');
  if (!value) return undefined;
  const { faults, data } = parse(signatureSchema, value, 'key');
  const [fault] = faults;
  if (fault) throw new PackageError('NVTS_SIGNATURE', `${files.place}: ${SIGNATURE_FILE} is wrong: ${pathText(fault.path) || 'it'}: ${fault.message}`);
  return data;
}

/** Why a signature does not hold; undefined when one of the keys made it of these bytes. */
export function signatureFault(signature: Signature, bytes: Uint8Array, trusted: readonly TrustedKey[]): string | undefined {
  const key = trusted.find(({ id }) => id === signature.keyId);
  if (!key) return `it is signed by the key ${signature.keyId}, which is not among the trusted ones (${trusted.map(({ id }) => id).join(', ')})`;
  if (verify(null, bytes, key.key, Buffer.from(signature.signature, 'base64'))) return undefined;
  return `${INTEGRITY_FILE} is not what the key ${signature.keyId} signed: it was changed after that, or the signature was`;
}
