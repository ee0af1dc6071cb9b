/** Bytes that hold something secret for a moment: all of them are zeroed when the work is done. */
export class Scratch {
  private readonly kept: Uint8Array[] = [];

  keep<Bytes extends Uint8Array>(bytes: Bytes): Bytes {
    this.kept.push(bytes);
    return bytes;
  }

  wipe(): void {
    for (const bytes of this.kept) bytes.fill(0);
  }
}

export async function withScratch<Result>(work: (scratch: Scratch) => Promise<Result> | Result): Promise<Result> {
  const scratch = new Scratch();
  try {
    return await work(scratch);
  } finally {
    scratch.wipe();
  }
}
