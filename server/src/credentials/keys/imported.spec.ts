import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { imported } from './imported.js';
import { publicKeyOf } from './key.js';

const passphrase = 'test passphrase';
const fixtures = join(import.meta.dirname, 'fixtures');
let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'fleet-keys-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

let serial = 0;

/** The file of a new key of `ssh-keygen`, and its fingerprint as that program prints it. */
function sshKey(...options: string[]): { file: string; text: string; fingerprint: string; publicLine: string } {
  const file = join(directory, `key-${++serial}`);
  const given = options.includes('-N') ? options : [...options, '-N', ''];
  execFileSync('ssh-keygen', ['-q', '-C', 'from a file', '-f', file, ...given]);
  const fingerprint = execFileSync('ssh-keygen', ['-lf', `${file}.pub`], { encoding: 'utf8' }).split(' ')[1] ?? '';
  return { file, text: readFileSync(file, 'utf8'), fingerprint, publicLine: readFileSync(`${file}.pub`, 'utf8') };
}

function openssl(...options: string[]): string {
  return execFileSync('openssl', options, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
}

const stored = (name: string, text: string) => {
  const file = join(directory, `${++serial}-${name}`);
  writeFileSync(file, text, { mode: 0o600 });
  return file;
};
const fixture = (name: string) => readFileSync(join(fixtures, `${name}.ppk`), 'utf8');
const refusal = (code: string, pointer = '/privateKey') =>
  expect.objectContaining({ status: 400, code, errors: [expect.objectContaining({ code, pointer })] });

const types: [string, string[]][] = [
  ['ed25519', ['-t', 'ed25519']],
  ['ecdsa 256', ['-t', 'ecdsa', '-b', '256']],
  ['ecdsa 384', ['-t', 'ecdsa', '-b', '384']],
  ['ecdsa 521', ['-t', 'ecdsa', '-b', '521']],
  ['rsa 3072', ['-t', 'rsa', '-b', '3072']],
  ['rsa 4096', ['-t', 'rsa', '-b', '4096']],
];

describe('a key of ssh-keygen', () => {
  test.each(types)('of type %s is read, plain and encrypted', async (name, options) => {
    const [algorithm, bits = '256'] = name.split(' ');
    for (const text of [sshKey(...options), sshKey(...options, '-N', passphrase, '-a', '2')]) {
      const key = await imported({ privateKey: text.text, passphrase, publicKey: text.publicLine });
      expect(key).toMatchObject({
        public: { algorithm, bits: Number(bits), fingerprint: text.fingerprint },
        comment: 'from a file',
      });
      expect(text.publicLine.startsWith(`${key.public.line} `)).toBe(true);
      const again = createPrivateKey({ key: key.secret, format: 'der', type: 'pkcs8' });
      expect(publicKeyOf(again)).toEqual(key.public);
    }
  });

  test.each(['aes128-ctr', 'aes192-cbc', 'aes256-cbc', 'aes256-gcm@openssh.com', 'aes128-gcm@openssh.com'])(
    'is opened when %s keeps it',
    async (cipher) => {
      const { text, fingerprint } = sshKey('-t', 'ed25519', '-N', passphrase, '-Z', cipher, '-a', '1');
      expect((await imported({ privateKey: text, passphrase })).public.fingerprint).toBe(fingerprint);
      await expect(imported({ privateKey: text, passphrase: 'another' })).rejects.toEqual(
        refusal('key.passphrase-wrong', '/passphrase'),
      );
    },
  );

  test('that a cipher keeps which is not supported says how to change that', async () => {
    const { text } = sshKey('-t', 'ed25519', '-N', passphrase, '-Z', 'chacha20-poly1305@openssh.com', '-a', '1');
    await expect(imported({ privateKey: text, passphrase })).rejects.toEqual(refusal('key.unsupported-cipher'));
  });

  test('may have lost its line ends, its last one, and gained blanks in front', async () => {
    const { text, fingerprint } = sshKey('-t', 'ed25519');
    for (const changed of [text.replaceAll('\n', '\r\n'), text.trimEnd(), `\ufeff\n  ${text.replaceAll('\n', '\n  ')}`])
      expect((await imported({ privateKey: changed })).public.fingerprint).toBe(fingerprint);
  });

  test('that is cut anywhere is refused, and nothing else happens', async () => {
    const { text } = sshKey('-t', 'ecdsa');
    const lines = text.split('\n');
    for (let kept = 1; kept < lines.length - 2; kept++) {
      const cut = [...lines.slice(0, kept), ...lines.slice(-2)].join('\n');
      await expect(imported({ privateKey: cut })).rejects.toEqual(refusal('key.unreadable'));
      await expect(imported({ privateKey: lines.slice(0, kept).join('\n') })).rejects.toMatchObject({ status: 400 });
    }
  });

  test('whose stated public part is of another key is refused', async () => {
    const [one, other] = [sshKey('-t', 'ed25519'), sshKey('-t', 'ed25519')];
    const bytes = (text: string) => Buffer.from(text.split('\n').slice(1, -2).join(''), 'base64');
    const [content, another] = [bytes(one.text), bytes(other.text)];
    const blob = (all: Buffer) => all.subarray(all.indexOf('ssh-ed25519') - 4, all.indexOf('ssh-ed25519') + 47);
    const outside = Buffer.from(content);
    blob(another).copy(outside, content.indexOf(blob(content)));
    const everywhere = Buffer.from(outside);
    const own = blob(content).subarray(-32);
    for (let at = everywhere.indexOf(own); at >= 0; at = everywhere.indexOf(own))
      blob(another).copy(everywhere, at, 19);
    for (const forged of [outside, everywhere]) {
      const text = `-----BEGIN OPENSSH PRIVATE KEY-----\n${forged.toString('base64')}\n-----END OPENSSH PRIVATE KEY-----\n`;
      await expect(imported({ privateKey: text })).rejects.toEqual(refusal('key.mismatched'));
    }
  });

  test('of 2048 bits is taken on demand, one of 1024 never', async () => {
    const { text, fingerprint } = sshKey('-t', 'rsa', '-b', '2048');
    await expect(imported({ privateKey: text })).rejects.toEqual(refusal('key.weak'));
    expect((await imported({ privateKey: text, acceptWeak: true })).public).toMatchObject({ bits: 2048, fingerprint });
    const short = sshKey('-t', 'rsa', '-b', '1024').text;
    await expect(imported({ privateKey: short, acceptWeak: true })).rejects.toEqual(refusal('key.weak'));
  });

  test('of DSA is refused', async () => {
    await expect(imported({ privateKey: sshKey('-t', 'dsa').text })).rejects.toEqual(
      refusal('key.unsupported-algorithm'),
    );
  });

  test('asks for its passphrase, and is not opened by another', async () => {
    const { text } = sshKey('-t', 'ed25519', '-N', passphrase, '-a', '1');
    for (const none of [undefined, ''])
      await expect(imported({ privateKey: text, ...(none === undefined ? {} : { passphrase: none }) })).rejects.toEqual(
        refusal('key.passphrase-missing', '/passphrase'),
      );
    await expect(imported({ privateKey: text, passphrase: 'another' })).rejects.toEqual(
      refusal('key.passphrase-wrong', '/passphrase'),
    );
  });

  test('must be of the public key that is given beside it', async () => {
    const [one, other] = [sshKey('-t', 'ed25519'), sshKey('-t', 'ed25519')];
    const asked = (publicKey: string) => imported({ privateKey: one.text, publicKey });
    await expect(asked(other.publicLine)).rejects.toEqual(refusal('key.mismatched', '/publicKey'));
    await expect(asked('nonsense')).rejects.toEqual(refusal('key.unreadable', '/publicKey'));
    await expect(asked(`restrict ${one.publicLine}`)).resolves.toBeDefined();
  });

  test('has a comment that stays one line', async () => {
    const { file, text } = sshKey('-t', 'ed25519');
    execFileSync('ssh-keygen', ['-q', '-c', '-C', 'two\nssh-ed25519 AAAA lines', '-f', file]);
    expect(text).not.toBe(readFileSync(file, 'utf8'));
    const { comment } = await imported({ privateKey: readFileSync(file, 'utf8') });
    expect(comment).toBe('two ssh-ed25519 AAAA lines');
  });
});

describe('a key of OpenSSL', () => {
  const plain: [string, () => string][] = [
    ['PKCS #1', () => openssl('genrsa', '-traditional', '3072')],
    ['SEC 1, with its parameters in front', () => openssl('ecparam', '-genkey', '-name', 'prime256v1')],
    ['SEC 1, P-384', () => openssl('ecparam', '-genkey', '-noout', '-name', 'secp384r1')],
    ['PKCS #8, RSA', () => openssl('genpkey', '-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:3072')],
    ['PKCS #8, P-521', () => openssl('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-521')],
    ['PKCS #8, Ed25519', () => openssl('genpkey', '-algorithm', 'ed25519')],
  ];
  test.each(plain)('in %s is read', async (_, made) => {
    const text = made();
    const { public: known, secret } = await imported({ privateKey: text });
    expect(known).toEqual(publicKeyOf(createPrivateKey(text)));
    expect(createPublicKey(createPrivateKey({ key: secret, format: 'der', type: 'pkcs8' })).type).toBe('public');
  });

  const sealed: [string, string[]][] = [
    ['PKCS #8, AES-256', ['pkcs8', '-topk8', '-v2', 'aes-256-cbc']],
    ['PKCS #8, 3DES', ['pkcs8', '-topk8', '-v2', 'des3']],
    ['PKCS #8, scrypt', ['pkcs8', '-topk8', '-scrypt']],
    ['DEK-Info, AES-128', ['rsa', '-traditional', '-aes128']],
    ['DEK-Info, 3DES', ['rsa', '-traditional', '-des3']],
  ];
  test.each(sealed)('in encrypted %s is opened by its passphrase alone', async (_, options) => {
    const file = stored('plain.pem', openssl('genrsa', '3072'));
    const pass = options[0] === 'pkcs8' ? `pass:${passphrase}` : `pass:${passphrase}`;
    const text = openssl(...options, '-in', file, '-passout', pass);
    expect((await imported({ privateKey: text, passphrase })).public.bits).toBe(3072);
    await expect(imported({ privateKey: text, passphrase: 'another' })).rejects.toEqual(
      refusal('key.passphrase-wrong', '/passphrase'),
    );
    await expect(imported({ privateKey: text })).rejects.toEqual(refusal('key.passphrase-missing', '/passphrase'));
  });

  test('that hashes its passphrase too often is not tried', async () => {
    const file = stored('plain.pem', openssl('genpkey', '-algorithm', 'ed25519'));
    const [, first = '', base64 = '', last = ''] =
      /^(-.*-\n)([^-]*)(-.*-\n)$/.exec(
        openssl('pkcs8', '-topk8', '-iter', '65536', '-in', file, '-passout', 'pass:a'),
      ) ?? [];
    const der = Buffer.from(base64, 'base64');
    der.set([0x02, 0x03, 0x7f, 0xff, 0xff], der.indexOf(Buffer.from('0203010000', 'hex')));
    const text = `${first}${der.toString('base64')}\n${last}`;
    await expect(imported({ privateKey: text, passphrase: 'a' })).rejects.toEqual(refusal('key.too-costly'));
  });

  test.each([
    ['a curve that SSH does not have', ['ecparam', '-genkey', '-noout', '-name', 'secp256k1'], 'key.unsupported-curve'],
    ['Ed448', ['genpkey', '-algorithm', 'ed448'], 'key.unsupported-algorithm'],
    ['X25519', ['genpkey', '-algorithm', 'x25519'], 'key.unsupported-algorithm'],
    ['the exponent 3', ['genrsa', '-3', '3072'], 'key.weak'],
  ])('of %s is refused', async (_, options, code) => {
    await expect(imported({ privateKey: openssl(...options) })).rejects.toEqual(refusal(code));
  });

  test('whose public part is of another key is refused', async () => {
    const der = (options: string[]) => execFileSync('openssl', options);
    const make = () => {
      const file = stored('ec.pem', openssl('ecparam', '-genkey', '-noout', '-name', 'prime256v1'));
      return der(['ec', '-in', file, '-outform', 'DER']);
    };
    const [one, other] = [make(), make()];
    const forged = Buffer.concat([one.subarray(0, -64), other.subarray(-64)]);
    const text = `-----BEGIN EC PRIVATE KEY-----\n${forged.toString('base64')}\n-----END EC PRIVATE KEY-----\n`;
    await expect(imported({ privateKey: text })).rejects.toEqual(refusal('key.mismatched'));
  });
});

describe('a key of PuTTY', () => {
  const fingerprints: [string, string][] = [
    ['ed25519', 'SHA256:xHoOtXTOGp4Xhk4SA4D/lQge5s02O+yxNkPLjqXFpVI'],
    ['ecdsa-256', 'SHA256:v+EqZwEnwsj4KzbYUbaqWkCSh0cHBlH7588cIkSlmMU'],
    ['ecdsa-384', 'SHA256:C1BmA+sT5iLtcctw48TqINq86QRGAUplskpTeu17Wlc'],
    ['ecdsa-521', 'SHA256:GLxT6izQOIyLRMfs63crMmdGf1A6WZfYroRdsqPd3io'],
    ['rsa-3072', 'SHA256:ndWGLUT1O5g1P/tY3nqwvXBxGniZTa8b4Zcw8Bzl620'],
  ];
  test.each(fingerprints)('of type %s is read in both versions, plain and encrypted', async (name, fingerprint) => {
    for (const version of ['v2', 'v3'])
      for (const suffix of ['', '-encrypted']) {
        const key = await imported({ privateKey: fixture(`${name}-${version}${suffix}`), passphrase });
        expect(key).toMatchObject({ public: { fingerprint }, comment: `test key ${name}` });
      }
  });

  test.each(['argon2i', 'argon2d'])('is opened when %s derives its key', async (kind) => {
    const { public: known } = await imported({ privateKey: fixture(`ed25519-v3-${kind}`), passphrase });
    expect(known.fingerprint).toBe(fingerprints[0]?.[1]);
  });

  test.each(['v2', 'v3'])('of version %s asks for its passphrase, and is not opened by another', async (version) => {
    const privateKey = fixture(`rsa-3072-${version}-encrypted`);
    await expect(imported({ privateKey })).rejects.toEqual(refusal('key.passphrase-missing', '/passphrase'));
    await expect(imported({ privateKey, passphrase: 'another' })).rejects.toEqual(
      refusal('key.passphrase-wrong', '/passphrase'),
    );
  });

  test('has a check value over all of it: another comment or public part is not believed', async () => {
    for (const version of ['v2', 'v3']) {
      const text = fixture(`ed25519-${version}`);
      const forged = text.replace('Comment: test', 'Comment: best');
      await expect(imported({ privateKey: forged })).rejects.toEqual(refusal('key.unreadable'));
      await expect(imported({ privateKey: text.replace('NTlbi', 'NTlbj') })).rejects.toEqual(refusal('key.unreadable'));
    }
  });

  test.each([
    ['is cut', fixture('rsa-3072-v3').slice(0, 900), 'key.unreadable'],
    ['is of the first version', fixture('ed25519-v2').replace('File-2', 'File-1'), 'key.unreadable'],
    [
      'asks for all memory',
      fixture('ed25519-v3-encrypted').replace('Memory: 1024', 'Memory: 99999999'),
      'key.too-costly',
    ],
    ['asks for all time', fixture('ed25519-v3-encrypted').replace('Passes: 2', 'Passes: 99999999'), 'key.too-costly'],
    ['is DSA', fixture('dsa-v3'), 'key.unsupported-algorithm'],
    ['is Ed448', fixture('ed448-v3'), 'key.unsupported-algorithm'],
    ['comes twice', fixture('ed25519-v3') + fixture('rsa-3072-v3'), 'key.several'],
  ])('that %s is refused', async (_, privateKey, code) => {
    await expect(imported({ privateKey, passphrase })).rejects.toEqual(refusal(code));
  });

  test('may have the line ends of Windows', async () => {
    const privateKey = fixture('ecdsa-384-v3-encrypted').replaceAll(/\r?\n/g, '\r\n');
    expect((await imported({ privateKey, passphrase })).public.bits).toBe(384);
  });
});

describe('what is no private key', () => {
  const line = () => sshKey('-t', 'ed25519').publicLine;
  const certificate = () => {
    const [ca, { file }] = [sshKey('-t', 'ed25519'), sshKey('-t', 'ed25519')];
    execFileSync('ssh-keygen', ['-q', '-s', ca.file, '-I', 'test', `${file}.pub`]);
    return readFileSync(`${file}-cert.pub`, 'utf8');
  };
  const webCertificate = () => {
    const file = stored('web.pem', openssl('genpkey', '-algorithm', 'ed25519'));
    return openssl('req', '-x509', '-key', file, '-subj', '/CN=test', '-days', '1');
  };
  const publicPem = () =>
    openssl('pkey', '-pubout', '-in', stored('a.pem', openssl('genpkey', '-algorithm', 'ed25519')));
  const both = () => sshKey('-t', 'ed25519').text + openssl('genpkey', '-algorithm', 'ed25519');
  const foreign = () => openssl('genpkey', '-algorithm', 'ed25519').replaceAll('PRIVATE KEY', 'STRANGE PRIVATE KEY');
  const damaged = () => openssl('genpkey', '-algorithm', 'ed25519').replace('MC4CAQ', 'MC5CAQ');

  test.each<[string, () => string, string]>([
    ['nothing', () => ' \n', 'key.none'],
    ['garbage', () => 'correct horse battery staple', 'key.none'],
    ['a public key', line, 'key.public'],
    ['a public key in PEM', publicPem, 'key.public'],
    ['a certificate', certificate, 'key.certificate'],
    ['a certificate of the web', webCertificate, 'key.certificate'],
    ['two keys', both, 'key.several'],
    ['a format that nobody knows', foreign, 'key.unreadable'],
    ['a damaged PEM', damaged, 'key.unreadable'],
    [
      'lines of dashes alone',
      () => '-----BEGIN OPENSSH PRIVATE KEY-----\n-----END OPENSSH PRIVATE KEY-----',
      'key.unreadable',
    ],
  ])('%s is refused with the reason', async (_, made, code) => {
    await expect(imported({ privateKey: made() })).rejects.toEqual(refusal(code));
  });

  test('a key that needs its device is refused, although its file can be read', async () => {
    const field = (text: string) => Buffer.concat([Buffer.from([0, 0, 0, text.length]), Buffer.from(text)]);
    const blob = Buffer.concat([field('sk-ssh-ed25519@openssh.com'), field('x'.repeat(32)), field('ssh:')]);
    const outer = Buffer.alloc(4);
    outer.writeUInt32BE(blob.length);
    const content = Buffer.concat([
      ...[Buffer.from('openssh-key-v1\0'), field('none'), field('none'), field('')],
      ...[Buffer.from([0, 0, 0, 1]), outer, blob, field('rest')],
    ]).toString('base64');
    const privateKey = `-----BEGIN OPENSSH PRIVATE KEY-----\n${content}\n-----END OPENSSH PRIVATE KEY-----`;
    await expect(imported({ privateKey })).rejects.toEqual(refusal('key.needs-device'));
  });
});

test('a refusal quotes nothing of what was sent', async () => {
  const { text } = sshKey('-t', 'ed25519', '-N', passphrase, '-a', '1');
  const sent = [text.slice(0, 200), text.replace(/[A-Z]{3}/g, 'AAA'), 'correct horse', text];
  for (const privateKey of sent) {
    const error = (await imported({ privateKey, passphrase: 'wrong horse' }).catch(
      (thrown: unknown) => thrown,
    )) as Error;
    const told = JSON.stringify([error, error.message, error.stack]);
    expect(told).not.toMatch(/horse/);
    for (const line of privateKey.split('\n').slice(1))
      if (line.length > 8) expect(told).not.toContain(line.slice(0, 9));
  }
});
