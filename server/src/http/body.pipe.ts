import { ValidationPipe, type Type, type ValidationError } from '@nestjs/common';
import { BadRequest, type Fault } from './domain-error.js';
import { elementsIn } from './elements.js';
import { step, stepUnknown } from './pointer.js';

const rules = {
  whitelist: true,
  forbidNonWhitelisted: true,
  forbidUnknownValues: true,
  transform: true,
  stopAtFirstError: true,
} as const;

/** Every wire class passes here: unknown fields are refused, and each fault is named by its JSON pointer. */
export const bodyPipe = new ValidationPipe({
  ...rules,
  exceptionFactory: (errors) => refusalOf(errors, ''),
});

/**
 * An object that is part of a request and whose class only the request itself tells, by the rules of every body.
 * @throws BadRequest naming each fault below `pointer`
 */
export async function validated<Wanted extends object>(
  type: Type<Wanted>,
  value: unknown,
  pointer: string,
): Promise<Wanted> {
  const pipe = new ValidationPipe({ ...rules, exceptionFactory: (errors) => refusalOf(errors, pointer) });
  return (await pipe.transform(value, { type: 'body', metatype: type })) as Wanted;
}

function refusalOf(errors: ValidationError[], parent: string): BadRequest {
  const faults = errors.flatMap((error) => faultsOf(error, parent));
  const places = faults.map((fault) => `\`${fault.pointer}\` ${fault.message}`).join('; ');
  return new BadRequest(
    'request.invalid',
    `The request has ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}: ${places}.`,
    faults,
  );
}

function faultsOf(error: ValidationError, parent: string): Fault[] {
  const pointer = parent + step(error.property);
  const own = Object.entries(error.constraints ?? {}).flatMap(([rule, message]): Fault[] => {
    if (rule === 'whitelistValidation')
      return [
        {
          pointer: parent + stepUnknown(error.property),
          code: 'field.unknown',
          message: 'is not a field of this request',
        },
      ];
    if (rule === 'elements')
      return elementsIn(message).map(({ at, rule: broken, says }) => ({
        pointer: `${pointer}/${at}`,
        code: `field.${broken}`,
        message: says,
      }));
    return [{ pointer, code: `field.${kebab(rule)}`, message: sentence(message, error.property) }];
  });
  return [...own, ...(error.children ?? []).flatMap((child) => faultsOf(child, pointer))];
}

/** class-validator starts its messages with the property's name; the pointer says it already. */
function sentence(message: string, property: string): string {
  return message.startsWith(`${property} `) ? message.slice(property.length + 1) : message;
}

function kebab(camel: string): string {
  return camel.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`).replace(/^is-/, '');
}
