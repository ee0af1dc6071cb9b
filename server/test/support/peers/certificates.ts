import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A certificate with its key, as files and as text; `chain` is what a server shows: its own, then the one above. */
export interface Issued {
  keyFile: string;
  chainFile: string;
  key: string;
  chain: string;
}

interface Wanted {
  names?: string;
  /** As openssl reads times: `20200101000000Z`. */
  from?: string;
  to?: string;
}

/** An authority of the tests' own, by openssl: a root, one below it, and certificates with whatever is wrong with them. */
export class Authority {
  readonly directory = mkdtempSync(join(tmpdir(), 'fleet-ca-'));
  readonly rootFile = join(this.directory, 'root.pem');
  private serial = 0;

  constructor(name = 'Fleet Test Root') {
    this.openssl(
      'req',
      '-x509',
      ...newKey,
      '-keyout',
      this.at('root.key'),
      '-out',
      this.rootFile,
      '-days',
      '3650',
      '-subj',
      `/CN=${name}`,
      '-addext',
      'basicConstraints=critical,CA:TRUE',
      '-addext',
      'keyUsage=critical,keyCertSign,cRLSign',
    );
    this.openssl(
      'req',
      ...newKey,
      '-keyout',
      this.at('middle.key'),
      '-out',
      this.at('middle.csr'),
      '-subj',
      `/CN=${name} Intermediate`,
    );
    writeFileSync(
      this.at('middle.ext'),
      'basicConstraints=critical,CA:TRUE,pathlen:0\nkeyUsage=critical,keyCertSign,cRLSign,digitalSignature\n',
    );
    this.openssl(
      'x509',
      '-req',
      '-in',
      this.at('middle.csr'),
      '-CA',
      this.rootFile,
      '-CAkey',
      this.at('root.key'),
      '-CAcreateserial',
      '-days',
      '1825',
      '-extfile',
      this.at('middle.ext'),
      '-out',
      this.at('middle.pem'),
    );
    writeFileSync(this.at('index.txt'), '');
    writeFileSync(
      this.at('ca.cnf'),
      `[ca]\ndefault_ca=own\n[own]\ndatabase=${this.at('index.txt')}\nnew_certs_dir=${this.directory}\nrand_serial=yes\ndefault_md=sha256\npolicy=any\nunique_subject=no\ncopy_extensions=copy\n[any]\ncommonName=supplied\n`,
    );
  }

  issued({ names = 'DNS:web-01.example.com,IP:127.0.0.1', from, to }: Wanted = {}): Issued {
    const at = (end: string) => this.at(`${this.serial}.${end}`);
    this.serial++;
    this.openssl(
      'req',
      ...newKey,
      '-keyout',
      at('key'),
      '-out',
      at('csr'),
      '-subj',
      '/CN=web-01.example.com',
      '-addext',
      `subjectAltName=${names}`,
    );
    this.openssl(
      'ca',
      '-batch',
      '-notext',
      '-config',
      this.at('ca.cnf'),
      '-cert',
      this.at('middle.pem'),
      '-keyfile',
      this.at('middle.key'),
      '-in',
      at('csr'),
      '-out',
      at('pem'),
      ...(from ? ['-startdate', from] : []),
      ...(to ? ['-enddate', to] : ['-days', '90']),
    );
    writeFileSync(at('chain'), readFileSync(at('pem'), 'utf8') + readFileSync(this.at('middle.pem'), 'utf8'));
    return read(at('key'), at('chain'));
  }

  selfSigned(): Issued {
    const at = (end: string) => this.at(`${this.serial}.${end}`);
    this.serial++;
    this.openssl(
      'req',
      '-x509',
      ...newKey,
      '-keyout',
      at('key'),
      '-out',
      at('chain'),
      '-days',
      '30',
      '-subj',
      '/CN=web-01.example.com',
      '-addext',
      'subjectAltName=DNS:web-01.example.com,IP:127.0.0.1',
    );
    return read(at('key'), at('chain'));
  }

  /** It is not good any more, and this authority says so from now on. */
  revoke({ chainFile }: Issued): void {
    this.openssl(
      'ca',
      '-config',
      this.at('ca.cnf'),
      '-cert',
      this.at('middle.pem'),
      '-keyfile',
      this.at('middle.key'),
      '-revoke',
      chainFile,
    );
  }

  /** What a server may staple to its handshake: the authority's answer about a certificate, in DER (RFC 6960). */
  answerAbout({ chainFile }: Issued): Buffer {
    const path = this.at(`${this.serial++}.ocsp`);
    const [signer, key] = [this.at('middle.pem'), this.at('middle.key')];
    this.openssl(
      ...['ocsp', '-index', this.at('index.txt'), '-CA', signer, '-rsigner', signer, '-rkey', key],
      ...['-issuer', signer, '-cert', chainFile, '-respout', path, '-ndays', '1', '-noverify'],
    );
    return readFileSync(path);
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }

  private at(name: string): string {
    return join(this.directory, name);
  }

  private openssl(...args: string[]): void {
    execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  }
}

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

function read(keyFile: string, chainFile: string): Issued {
  return { keyFile, chainFile, key: readFileSync(keyFile, 'utf8'), chain: readFileSync(chainFile, 'utf8') };
}
