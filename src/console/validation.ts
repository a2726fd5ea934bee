import { HttpException, ValidationPipe, type ArgumentMetadata, type ValidationError } from '@nestjs/common';

/** No request of ours goes deeper than four. */
const DEEPEST = 16;

/** The transformer calls itself once a level: thousands of brackets would end it as a fault of ours. */
class ShallowValidation extends ValidationPipe {
  override transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (metadata.type === 'body' && goesDeeper(value, DEEPEST)) throw new HttpException({ code: 'too-deep', message: '请求的内容嵌套太深,请检查后再发。' }, 400);
    return super.transform(value, metadata);
  }
}

const goesDeeper = (value: unknown, levels: number): boolean =>
  typeof value === 'object' && value !== null && (levels === 0 || Object.values(value).some((each) => goesDeeper(each, levels - 1)));

/** Unknown fields and wrong values are refused with what is wrong, field by field; values are never repeated. */
export const validation = (): ValidationPipe =>
  new ShallowValidation({
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
