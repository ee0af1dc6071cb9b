import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';

/** The least that a list can cost: the same statements on the same number of connections, rows as JSON, nothing else. */
const pool = new pg.Pool({
  connectionString: process.env['DATABASE_URL'],
  max: 16,
  options: '-c TimeZone=UTC -c jit=off',
});
const statements = JSON.parse(process.env['STATEMENTS'] ?? '[]') as { name: string; text: string; values: unknown[] }[];

const server = createServer((_, response) => {
  void Promise.all(statements.map((statement) => pool.query(statement))).then((results) => {
    const body = JSON.stringify(results.map(({ rows }) => rows as unknown[]));
    response
      .writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
      .end(body);
  });
});
server.listen(0, '127.0.0.1', () =>
  process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }),
);
process.on('SIGTERM', () => process.exit(0));
