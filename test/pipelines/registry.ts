// SPDX-License-Identifier: MIT
// A registry for npm's own client: it keeps in memory what `npm publish` sends, gives it back, and asks no other registry.
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What npm sends and asks for of a package; each version says in `dist` where its archive is. */
interface Packument {
  readonly name: string;
  readonly 'dist-tags': Record<string, string>;
  readonly versions: Record<string, { readonly dist: { readonly integrity: string } }>;
  readonly _attachments?: Readonly<Record<string, { readonly data: string }>>;
}

export interface Registry {
  readonly url: string;
  /** Who publishes has it. */
  readonly token: string;
  close(): Promise<void>;
}

/**
 * Starts a registry on a free port of this machine, for no other machine. `NVTS_TEST_REGISTRY` names one to take in its place, such as
 * an empty Verdaccio where everybody may publish.
 */
export async function startRegistry(): Promise<Registry> {
  const given = process.env['NVTS_TEST_REGISTRY'];
  if (given) return { url: new URL(given).href, token: 'anybody', close: () => Promise.resolve() };
  const token = 'whoever-has-this-may-publish';
  const packages = new Map<string, Packument>();
  const archives = new Map<string, Buffer>();

  /** Why a package is not taken; undefined when it is. */
  function take({ _attachments = {}, ...sent }: Packument): string | undefined {
    const known = packages.get(sent.name) ?? { ...sent, 'dist-tags': {}, versions: {} };
    const [version] = Object.keys(sent.versions);
    const [[path, { data }] = ['', { data: '' }]] = Object.entries(_attachments);
    const archive = Buffer.from(data, 'base64');
    if (version === undefined) return 'there is no version in it';
    if (Object.hasOwn(known.versions, version)) return `${version} is there already`;
    const integrity = `sha512-${createHash('sha512').update(archive).digest('base64')}`;
    if (sent.versions[version]!.dist.integrity !== integrity) return 'the archive is not what its digest says';
    Object.assign(known.versions, sent.versions);
    Object.assign(known['dist-tags'], sent['dist-tags']);
    packages.set(sent.name, known);
    archives.set(path.split('/').at(-1)!, archive);
    return undefined;
  }

  const server = createServer(async (request, response) => {
    const answer = (status: number, body: object | Buffer): void => {
      const isJson = !Buffer.isBuffer(body);
      response.writeHead(status, { 'content-type': isJson ? 'application/json' : 'application/octet-stream' }).end(isJson ? JSON.stringify(body) : body);
    };
    const body = await readAll(request);
    const [name = '', file] = decodeURIComponent(request.url!.slice(1)).split('/-/');
    if (request.method === 'PUT') {
      if (request.headers.authorization !== `Bearer ${token}`) return answer(401, { error: 'say who you are' });
      const refusal = take(JSON.parse(body.toString('utf8')) as Packument);
      return refusal === undefined ? answer(201, { ok: true }) : answer(403, { error: refusal });
    }
    const found = file === undefined ? packages.get(name) : archives.get(file.split('/').at(-1)!);
    return found ? answer(200, found) : answer(404, { error: 'not found' });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    token,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts);
}
