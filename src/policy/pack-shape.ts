import { plainToInstance } from 'class-transformer';
import { getMetadataStorage, validateSync, type ValidationError } from 'class-validator';
import { isRecord } from './pack-condition.js';
import { PackFile } from './pack-file.js';
import type { PackSource, Path } from './pack-source.js';

/** The file as a PackFile, with every deviation from its shape reported; null when it cannot be read further. */
export function readShape(source: PackSource): PackFile | null {
  if (!isRecord(source.content)) {
    if (source.mistakes.length === 0) source.report([], '文件应为一份规则:id、version、title、roles 等');
    return null;
  }
  const file = plainToInstance(PackFile, source.content);
  const errors = validateSync(file, { whitelist: true, forbidNonWhitelisted: true, stopAtFirstError: true });
  const unusable = errors.filter((error) => reportError(source, error, [])).length;
  return unusable === 0 ? file : null;
}

/** No key is Chinese: inside braces a comma ends a text that has no quotes. */
const CHINESE = /\p{Script=Han}/u;

/** True when something but an unknown key is wrong, so that the rest cannot be judged. */
function reportError(source: PackSource, error: ValidationError, around: Path): boolean {
  const path = [...around, /^\d+$/.test(error.property) ? Number(error.property) : error.property];
  const { whitelistValidation: unknownKey, ...wrong } = error.constraints ?? {};
  if (unknownKey !== undefined) {
    const split = CHINESE.test(error.property) ? '如果这是文字的一部分,请给整段文字加上引号;' : '';
    source.report(path, `不认识的项 '${error.property}';${split}可用:${allowedKeys(error.target).join('、')}`);
  }
  const messages = Object.values(wrong);
  const missing = error.value === undefined ? '缺少此项;' : '';
  for (const message of messages) source.report(path, `'${error.property}':${missing}${message}`);
  const inside = (error.children ?? []).map((child) => reportError(source, child, path));
  return messages.length > 0 || inside.includes(true);
}

function allowedKeys(target: object | undefined): string[] {
  if (target === undefined) return [];
  const metadata = getMetadataStorage().getTargetValidationMetadatas(target.constructor, '', true, false);
  return [...new Set(metadata.map((entry) => entry.propertyName))];
}
