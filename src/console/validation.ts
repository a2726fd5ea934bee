import { HttpException, ValidationPipe, type ValidationError } from '@nestjs/common';

/** Unknown fields and wrong values are refused with what is wrong, field by field; values are never repeated. */
export const validation = (): ValidationPipe =>
  new ValidationPipe({
    whitelist: true,
    forbidNonWhitelisted: true,
    transform: true,
    exceptionFactory: (errors) =>
      new HttpException({ code: 'invalid', message: `请求的内容有误:${details(errors).join(';')}`, details: details(errors) }, 400),
  });

function details(errors: readonly ValidationError[], path = ''): string[] {
  return errors.flatMap((error) => {
    const name = path === '' ? error.property : `${path}.${error.property}`;
    const own = Object.keys(error.constraints ?? {}).map((rule) =>
      rule === 'whitelistValidation' ? `${name} 不认识` : `${name} 不符合要求(${rule})`,
    );
    return [...own, ...details(error.children ?? [], name)];
  });
}
