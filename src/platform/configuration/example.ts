import { Environment } from './environment.js';
import type { Variable } from './variable.js';
import { variablesOf } from './variable.js';

const HEAD = `# 由配置规则自动生成:npm run env-example。修改规则请改 src/platform/configuration/environment.ts。
# 复制为 .env 后按需填写;带 # 的行表示使用默认值。
# 标注“可用文件”的项,可以改填 NAME_FILE=文件路径,从文件读取。
`;

/** The text of `.env.example`. */
export function environmentExample(): string {
  return [HEAD, ...variablesOf(Environment).map(lines)].join('\n');
}

function lines({ about, allowed, usual, secret, name }: Variable): string {
  const note = [`# ${about}`, `# 取值:${allowed}${secret ? '(可用文件)' : ''}`];
  return [...note, `#${name}=${usual ?? ''}`, ''].join('\n');
}
