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

/** What is wrong, by the validator's name of the rule: the page shows it to people. */
const WRONG: Readonly<Record<string, string>> = {
  whitelistValidation: '不认识',
  isString: '应为文字',
  isInt: '应为整数',
  isArray: '应为列表',
  isObject: '应为对象',
  nestedValidation: '应为对象',
  maxLength: '太长',
  minLength: '太短',
  arrayMaxSize: '太多',
  matches: '未填或写法不对',
  isIn: '不在可选范围内',
  min: '太小',
  max: '太大',
};
const TYPES: ReadonlySet<string> = new Set(['isString', 'isInt', 'isArray', 'isObject']);

function details(errors: readonly ValidationError[], path = ''): string[] {
  return errors.flatMap((error) => {
    const name = path === '' ? error.property : `${path}.${error.property}`;
    const rules = Object.keys(error.constraints ?? {});
    // What is no text is neither too long nor misspelt.
    const own = (rules.some((rule) => TYPES.has(rule)) ? rules.filter((rule) => TYPES.has(rule)) : rules).map((rule) =>
      `${name} ${WRONG[rule] ?? '不符合要求'}`,
    );
    return [...own, ...details(error.children ?? [], name)];
  });
}
