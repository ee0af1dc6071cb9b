import { Dialler } from '../../../dist/probing/dialler.js';
import { ProbePolicy } from '../../../dist/probing/policy.js';
import { AddressSpace } from '../../../dist/probing/scan/address-space.js';
import { scanBlock } from '../../../dist/probing/scan/block.js';
import { Pace } from '../../../dist/probing/scan/pace.js';

/** Scans a network from within a namespace, by what was built, and prints what it found. */
const [network = '', ports = ''] = process.argv.slice(2);
const space = new AddressSpace([network]);
const dialler = new Dialler(new ProbePolicy({ allow: [], deny: [] }));
const options = { pace: new Pace(), signal: new AbortController().signal };
const found = await scanBlock(dialler, space.slice(0, space.size), ports.split(',').map(Number), options);
console.log(JSON.stringify(found));
