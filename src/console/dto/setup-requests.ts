import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsInt, IsString, Matches, MaxLength, Min, ValidateIf, ValidateNested } from 'class-validator';
import type { NewCompanyWanted, SetupDeputy, SetupDuty, SetupGroup, SetupHolding, SetupProject, SetupWanted } from '../../terms/setup.js';

const ID = /^[\w.:@*-]{0,128}$/;
/** Of a new project its name, which has no id yet. */
const PROJECT = 60;
const TIME = 40;
const MANY = 20_000;

class ProjectRequest implements SetupProject {
  @Matches(ID)
  id!: string;

  @IsString()
  @MaxLength(PROJECT)
  name!: string;

  @IsArray()
  @ArrayMaxSize(50)
  @IsString({ each: true })
  @MaxLength(PROJECT, { each: true })
  nicknames!: string[];

  @IsArray()
  @ArrayMaxSize(500)
  @IsString({ each: true })
  @MaxLength(PROJECT, { each: true })
  buildings!: string[];
}

class HoldingRequest implements SetupHolding {
  @Matches(ID)
  person!: string;

  @Matches(ID)
  role!: string;

  @IsString()
  @MaxLength(PROJECT)
  project!: string;
}

class DeputyRequest implements SetupDeputy {
  @Matches(ID)
  person!: string;

  @Matches(ID)
  deputy!: string;

  @IsString()
  @MaxLength(TIME)
  from!: string;

  @IsString()
  @MaxLength(TIME)
  until!: string;
}

class DutyRequest implements SetupDuty {
  @Matches(ID)
  person!: string;

  @IsString()
  @MaxLength(PROJECT)
  project!: string;

  @IsString()
  @MaxLength(TIME)
  from!: string;

  @IsString()
  @MaxLength(TIME)
  until!: string;
}

class GroupRequest implements SetupGroup {
  @IsString()
  @MaxLength(TIME)
  channel!: string;

  @IsString()
  @MaxLength(200)
  id!: string;

  @ValidateIf((one: GroupRequest) => one.project !== null)
  @IsString()
  @MaxLength(PROJECT)
  project!: string | null;
}

/** Everything the page saves in one go (terms/setup.ts). */
export class SetupRequest implements SetupWanted {
  @IsInt()
  @Min(0)
  version!: number;

  @IsString()
  @MaxLength(60)
  name!: string;

  @Matches(ID)
  pack!: string;

  @IsArray()
  @ArrayMaxSize(1000)
  @ValidateNested({ each: true })
  @Type(() => ProjectRequest)
  projects!: ProjectRequest[];

  @IsArray()
  @ArrayMaxSize(MANY)
  @ValidateNested({ each: true })
  @Type(() => HoldingRequest)
  holdings!: HoldingRequest[];

  @IsArray()
  @ArrayMaxSize(MANY)
  @ValidateNested({ each: true })
  @Type(() => DeputyRequest)
  deputies!: DeputyRequest[];

  @IsArray()
  @ArrayMaxSize(MANY)
  @ValidateNested({ each: true })
  @Type(() => DutyRequest)
  duties!: DutyRequest[];

  @IsArray()
  @ArrayMaxSize(MANY)
  @ValidateNested({ each: true })
  @Type(() => GroupRequest)
  groups!: GroupRequest[];
}

export class CsvRequest {
  @IsString()
  @MaxLength(2_000_000)
  csv!: string;
}


export class NewCompanyRequest implements NewCompanyWanted {
  @IsString()
  @MaxLength(60)
  name!: string;

  @IsString()
  @MaxLength(TIME)
  channel!: string;

  @IsArray()
  @ArrayMaxSize(200)
  @IsString({ each: true })
  @MaxLength(128, { each: true })
  departments!: string[];
}
