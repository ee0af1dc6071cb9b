/** A form rule's verdict: the message when it is broken. */
export function fault(isBroken: boolean, message: string): { kind: 'rule'; message: string } | undefined {
  return isBroken ? { kind: 'rule', message } : undefined;
}
