import { Flag, Hours, Part, Whole } from './pack-fields.js';

export class SpanFile {
  @Hours('小时', 'optional') hours?: number;
  @Flag('夜间 21:00 至次日 8:00 不计', 'optional') nightExcluded?: boolean;
  @Whole('工作日', { min: 1 }, 'optional') workingDays?: number;
  @Whole('自然日', { min: 0 }, 'optional') calendarDays?: number;
  @Whole('月', { min: 1 }, 'optional') months?: number;
  @Whole('目标天数,小于时限天数', { min: 1 }, 'optional') target?: number;
}

export class SpanByLevelFile {
  @Part(() => SpanFile, '需求', 'optional') need?: SpanFile;
  @Part(() => SpanFile, '一般', 'optional') general?: SpanFile;
  @Part(() => SpanFile, '重要', 'optional') important?: SpanFile;
  @Part(() => SpanFile, '重大', 'optional') major?: SpanFile;
}
