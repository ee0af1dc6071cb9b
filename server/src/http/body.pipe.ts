import { ValidationPipe, type ValidationError } from '@nestjs/common';
import { BadRequest, type Fault } from './domain-error.js';

/** Every wire class passes here: unknown fields are refused, and each fault is named by its JSON pointer. */
export const bodyPipe = new ValidationPipe({
  whitelist: true,
  forbidNonWhitelisted: true,
  forbidUnknownValues: true,
  transform: true,
  stopAtFirstError: true,
  exceptionFactory: (errors) => {
    const faults = errors.flatMap((error) => faultsOf(error, ''));
    const places = faults.map((fault) => `\`${fault.pointer}\` ${fault.message}`).join('; ');
    return new BadRequest(
      'request.invalid',
      `The request has ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}: ${places}.`,
      faults,
    );
  },
});

function faultsOf(error: ValidationError, parent: string): Fault[] {
  const pointer = `${parent}/${error.property.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  const own = Object.entries(error.constraints ?? {}).map(([rule, message]) => ({
    pointer,
    code: rule === 'whitelistValidation' ? 'field.unknown' : `field.${kebab(rule)}`,
    message: rule === 'whitelistValidation' ? 'is not a field of this request' : sentence(message, error.property),
  }));
  return [...own, ...(error.children ?? []).flatMap((child) => faultsOf(child, pointer))];
}

/** class-validator starts its messages with the property's name; the pointer says it already. */
function sentence(message: string, property: string): string {
  return message.startsWith(`${property} `) ? message.slice(property.length + 1) : message;
}

function kebab(camel: string): string {
  return camel.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`).replace(/^is-/, '');
}
