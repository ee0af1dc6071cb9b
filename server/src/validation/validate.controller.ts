import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Caller, type Principal } from '../auth/principal.js';
import { Role } from '../http/role.js';
import { Answers } from '../http/swagger.js';
import { AddressValidator } from './address/address-validator.js';
import { Allowance } from './allowance.js';
import {
  ValidateAddress,
  ValidateDns,
  ValidateHttp,
  ValidateIcmp,
  ValidateSsh,
  ValidateTcp,
  ValidateTls,
} from './validate.dto.js';
import {
  AddressVerdict,
  DnsVerdict,
  HttpVerdict,
  IcmpVerdict,
  SshVerdict,
  TcpVerdict,
  TlsVerdict,
} from './verdicts.dto.js';
import { Validators } from './validators.js';

const policy = 'Whatever the peer does is 200. An address that the probe policy refuses is 403 `policy.denied`.';
const refuses = [400, 429];

@ApiTags('validation')
@Controller('validate')
@Role('operator')
export class ValidateController {
  constructor(
    private readonly allowance: Allowance,
    private readonly addresses: AddressValidator,
    private readonly validators: Validators,
  ) {}

  @Post('address')
  @HttpCode(200)
  @Answers({ summary: 'Is it an address, a network or a name, and who has it?', ok: AddressVerdict, refuses })
  address(@Caller() caller: Principal, @Body() request: ValidateAddress): Promise<AddressVerdict> {
    return this.allowance.spend(caller, 1, () => this.addresses.validate(request));
  }

  @Post('tcp')
  @HttpCode(200)
  @Answers({ summary: 'Does a port accept connections?', description: policy, ok: TcpVerdict, refuses })
  tcp(@Caller() caller: Principal, @Body() request: ValidateTcp): Promise<TcpVerdict> {
    return this.allowance.spend(caller, request.ports?.length ?? 1, () => this.validators.tcp(request));
  }

  @Post('http')
  @HttpCode(200)
  @Answers({ summary: 'Does a web address answer as it should?', description: policy, ok: HttpVerdict, refuses })
  http(@Caller() caller: Principal, @Body() request: ValidateHttp): Promise<HttpVerdict> {
    return this.allowance.spend(caller, 1, () => this.validators.http(request));
  }

  @Post('tls')
  @HttpCode(200)
  @Answers({ summary: 'What certificates does a server show?', description: policy, ok: TlsVerdict, refuses })
  tls(@Caller() caller: Principal, @Body() request: ValidateTls): Promise<TlsVerdict> {
    return this.allowance.spend(caller, 1, () => this.validators.tls(request));
  }

  @Post('ssh')
  @HttpCode(200)
  @Answers({ summary: 'Which SSH server is it, by which key?', description: policy, ok: SshVerdict, refuses })
  ssh(@Caller() caller: Principal, @Body() request: ValidateSsh): Promise<SshVerdict> {
    return this.allowance.spend(caller, 1, () => this.validators.ssh(request));
  }

  @Post('dns')
  @HttpCode(200)
  @Answers({ summary: 'What does the name service say?', description: policy, ok: DnsVerdict, refuses })
  dns(@Caller() caller: Principal, @Body() request: ValidateDns): Promise<DnsVerdict> {
    return this.allowance.spend(caller, 1, () => this.validators.dns(request));
  }

  @Post('icmp')
  @HttpCode(200)
  @Answers({ summary: 'Does it answer an echo?', description: policy, ok: IcmpVerdict, refuses })
  icmp(@Caller() caller: Principal, @Body() request: ValidateIcmp): Promise<IcmpVerdict> {
    return this.allowance.spend(caller, 1, () => this.validators.icmp(request));
  }
}
