// SPDX-License-Identifier: MIT
// Ed25519 keys as PEM files: PKCS #8 for the private one, SubjectPublicKeyInfo for the public one.
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PackageError, withIo } from './error.js';

/** A key that signatures are checked with. */
export interface TrustedKey {
  readonly id: string;
  readonly key: KeyObject;
  /** Where it was read from. */
  readonly file: string;
}

const PUBLIC_BLOCK = /-----BEGIN PUBLIC KEY-----[\s\S]*?-----END PUBLIC KEY-----/g;

/** The key's name in signatures: the SHA-256 of its SubjectPublicKeyInfo. */
export function keyId(key: KeyObject): string {
  const { type } = key;
  const spki = (type === 'private' ? createPublicKey(key) : key).export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(spki).digest('hex');
}

/** The first digits of a key's id, for people. */
export const shortId = (id: string): string => id.slice(0, 16);

/** Makes a pair of keys: the private one in `file`, which only its owner may read, the public one beside it. Never writes over a file. */
export function generateKeys(file: string, passphrase: string | undefined): { readonly id: string; readonly privateFile: string; readonly publicFile: string } {
  const publicFile = `${file.replace(/\.pem$/, '')}.pub.pem`;
  for (const path of [file, publicFile]) {
    if (existsSync(path)) throw new PackageError('NVTS_IO', `${path}: it is there already; a key that is lost cannot be made again, so none is written over`);
  }
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem', ...(passphrase !== undefined && { cipher: 'aes-256-cbc', passphrase }) });
  withIo(file, () => writeFileSync(file, pem, { mode: 0o600, flag: 'wx' }));
  withIo(publicFile, () => writeFileSync(publicFile, publicKey.export({ type: 'spki', format: 'pem' }), { flag: 'wx' }));
  chmodSync(file, 0o600);
  return { id: keyId(publicKey), privateFile: file, publicFile };
}

/** A private key to sign with. Throws `PackageError`. */
export function readPrivateKey(file: string, passphrase: string | undefined): KeyObject {
  const pem = withIo(`key ${file}`, () => readFileSync(file, 'utf8'));
  if (pem.includes('BEGIN PUBLIC KEY')) throw new PackageError('NVTS_SIGNATURE', `key ${file}: is a public key; packages are signed with the private one`);
  let key: KeyObject;
  try {
    key = createPrivateKey({ key: pem, ...(passphrase !== undefined && { passphrase }) });
  } catch (error) {
    const locked = pem.includes('ENCRYPTED') ? 'is locked: set NVTS_KEY_PASSPHRASE to its passphrase' : 'is no private key in PEM (PKCS #8), as nvts keygen makes it';
    throw new PackageError('NVTS_SIGNATURE', `key ${file}: ${locked} (${(error as Error).message})`);
  }
  if (key.asymmetricKeyType === 'ed25519') return key;
  throw new PackageError('NVTS_SIGNATURE', `key ${file}: is a key for ${key.asymmetricKeyType ?? 'something else'}; packages are signed with Ed25519: make one with nvts keygen`);
}

/** The public keys in PEM files, or in the `*.pem` of folders, separated by `:`. Throws `PackageError`. */
export function readTrustedKeys(places: string): TrustedKey[] {
  const keys = places.split(':').filter((place) => place !== '').flatMap((place) => keyFiles(place).flatMap(readKeyFile));
  if (keys.length === 0) throw new PackageError('NVTS_SIGNATURE', `trusted keys: there is none in ${JSON.stringify(places)}`);
  return keys;
}

function keyFiles(place: string): string[] {
  return withIo(`trusted keys ${place}`, () => {
    if (!statSync(place).isDirectory()) return [place];
    return readdirSync(place).filter((name) => name.endsWith('.pem')).sort().map((name) => join(place, name));
  });
}

function readKeyFile(file: string): TrustedKey[] {
  const wrong = (why: string): PackageError => new PackageError('NVTS_SIGNATURE', `trusted keys ${file}: ${why}`);
  const text = withIo(`trusted keys ${file}`, () => readFileSync(file, 'utf8'));
  if (text.includes('PRIVATE KEY')) throw wrong('holds a private key, which belongs to who signs: give the public one');
  const blocks = text.match(PUBLIC_BLOCK) ?? [];
  if (blocks.length === 0) throw wrong('holds no public key in PEM (-----BEGIN PUBLIC KEY-----)');
  return blocks.map((pem) => {
    let key: KeyObject;
    try {
      key = createPublicKey(pem);
    } catch (error) {
      throw wrong(`holds a key that cannot be read (${(error as Error).message})`);
    }
    if (key.asymmetricKeyType !== 'ed25519') throw wrong(`holds a key for ${key.asymmetricKeyType ?? 'something else'}, not for Ed25519`);
    return { id: keyId(key), key, file };
  });
}
