import { pipeline } from 'node:stream/promises';
import verifier from 'stream-json/utils/verifier.js';

/** What is wrong with a text that `JSON.parse` has refused, and at which of its characters, from 0. */
export async function jsonFaultIn(text: string): Promise<{ message: string; position: number }> {
  try {
    await pipeline([text], verifier.asStream(), async (verified: AsyncIterable<unknown>) => {
      for await (const _ of verified);
    });
  } catch (error) {
    const { message, offset } = error as Error & { offset: number };
    return {
      message: `It is no JSON: ${message.replace(/^.*Verifier (cannot parse input: |has )/, '')}.`,
      position: offset,
    };
  }
  return { message: 'It is no JSON.', position: 0 };
}
