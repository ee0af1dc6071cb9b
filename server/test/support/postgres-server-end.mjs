import { rmSync } from 'node:fs';

export default async function stopServer() {
  const { database, directory } = globalThis.testServer;
  await database.stop();
  rmSync(directory, { recursive: true, force: true });
}
