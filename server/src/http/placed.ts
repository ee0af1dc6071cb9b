import { BadRequest } from './domain-error.js';

/**
 * Reads a part of a body: what is refused in it is refused at its place in the whole.
 * @throws BadRequest whose pointers begin with `pointer`
 */
export async function placedAt<Result>(pointer: string, read: () => Result | Promise<Result>): Promise<Result> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof BadRequest)) throw error;
    const faults = error.errors.map((fault) => ({ ...fault, pointer: pointer + fault.pointer }));
    throw new BadRequest(error.code, error.message, faults);
  }
}
