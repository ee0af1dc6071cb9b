import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { ROLE } from '../http/role.js';

/** Nest's own mark of a route handler. */
const ROUTE_PATH = 'path';

/** A forgotten role must not wait for somebody to find it: the program does not start. */
@Injectable()
export class DeclaredRoles implements OnModuleInit {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  onModuleInit(): void {
    const undeclared = this.discovery.getControllers().flatMap(({ instance, metatype }) => {
      if (!instance || !metatype) return [];
      const prototype = Object.getPrototypeOf(instance) as Record<string, () => unknown>;
      return this.scanner
        .getAllMethodNames(prototype)
        .filter((name) => Reflect.hasMetadata(ROUTE_PATH, prototype[name] as object))
        .filter(
          (name) => this.reflector.getAllAndOverride(ROLE, [prototype[name] as () => unknown, metatype]) === undefined,
        )
        .map((name) => `${metatype.name}.${name}`);
    });
    if (undeclared.length > 0)
      throw new Error(`These routes declare no role (@Role or @Public): ${undeclared.join(', ')}`);
  }
}
