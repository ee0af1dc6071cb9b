/** What a host showed of itself to somebody who knocked at its open ports, and what that lets one think. */
export interface ExaminedHost {
  address: string;
  /** That the name service has for the address. */
  names: string[];
  ports: ExaminedPort[];
  sshHostKey: { type: string; fingerprint: string; publicKey: string } | null;
  guess: Guess;
}

export interface ExaminedPort {
  port: number;
  /** What was heard there; with a question mark what is only customary at that number; null when nothing is known. */
  service: string | null;
  banner: string | null;
  tls: { names: string[]; daysLeft: number; problems: string[] } | null;
  http: { status: number; title: string | null; server: string | null } | null;
}

export interface Guess {
  role: string | null;
  /** `debian 12`. */
  os: string | null;
  /** A sentence for each thing that speaks for it; empty when nothing is guessed. */
  evidence: string[];
}
