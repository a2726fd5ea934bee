import { Body, Controller, Get, Header, HttpCode, HttpException, Inject, Param, Post, Put, StreamableFile, UseGuards } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Session } from '../directory/index.js';
import { syncDirectory } from '../flow/directory-sync.js';
import type { House } from '../flow/house.js';
import { joinPeople } from '../flow/same-person.js';
import { fromCsv, setupCsv } from '../flow/setup-csv.js';
import { furtherCompany, goLive, saveSetup, setupOf } from '../flow/setup.js';
import { SETUP_TABLES, type SetupTable, type SetupView } from '../terms/setup.js';
import { AdministratorGuard } from './administrator.guard.js';
import { CsvRequest, NewCompanyRequest, SetupRequest } from './dto/setup-requests.js';
import { orRefuse } from './refusals.js';
import { CurrentSession } from './session.js';
import { HOUSE, PLATFORMS, type ConsolePlatforms } from './tokens.js';

const NAMES: Readonly<Record<SetupTable, string>> = { projects: '项目', holders: '岗位人员', deputies: '副手', duties: '值班表', people: '人员账号' };

/** 设置: company, rule book, projects, who holds which role, deputies, duty roster, groups. For the company's administrators. */
@ApiTags('设置')
@Controller('api/setup')
@UseGuards(AdministratorGuard)
export class SetupController {
  constructor(
    @Inject(HOUSE) private readonly house: House,
    @Inject(PLATFORMS) private readonly platforms: ConsolePlatforms,
  ) {}

  @Get()
  @Header('cache-control', 'private, no-store')
  read(@CurrentSession() by: Session): Promise<SetupView> {
    return setupOf(this.house, by);
  }

  @Put()
  async save(@Body() wanted: SetupRequest, @CurrentSession() by: Session): Promise<SetupView> {
    return orRefuse(await saveSetup(this.house, by, wanted));
  }

  @Post('live')
  @HttpCode(200)
  async live(@CurrentSession() by: Session): Promise<SetupView> {
    return orRefuse(await goLive(this.house, by));
  }

  /** A further company of the same organisation: the code makes whoever sends it to the bot its administrator. */
  @Post('companies')
  async company(@Body() wanted: NewCompanyRequest, @CurrentSession() by: Session): Promise<{ readonly code: string }> {
    return orRefuse(await furtherCompany(this.house, by, wanted));
  }

  /** Reads the people of every platform anew, at once. */
  @Post('people')
  @HttpCode(200)
  async people(@CurrentSession() by: Session): Promise<SetupView> {
    for (const platform of this.platforms.all) {
      const done = await syncDirectory(this.house, platform).catch((error: unknown) => {
        this.house.log.warn({ platform: platform.name, err: error }, '通讯录没有读到');
        throw new HttpException({ code: 'platform-away', message: '通讯录没有读到,请稍后再试;一直不行请让维护人员运行 npm run doctor。' }, 502);
      });
      orRefuse(done);
    }
    return setupOf(this.house, by);
  }

  @Get(':table.csv')
  @Header('cache-control', 'private, no-store')
  async csv(@Param('table') table: string, @CurrentSession() by: Session): Promise<StreamableFile> {
    const known = tableOf(table);
    const body = Buffer.from(setupCsv(await setupOf(this.house, by), known));
    return new StreamableFile(body, { type: 'text/csv; charset=utf-8', disposition: `attachment; filename="${known}.csv"; filename*=UTF-8''${encodeURIComponent(`${NAMES[known]}.csv`)}` });
  }

  /** Puts a file in place of its part, whole or not at all. */
  @Post(':table.csv')
  @HttpCode(200)
  async load(@Param('table') table: string, @Body() { csv }: CsvRequest, @CurrentSession() by: Session): Promise<SetupView> {
    if (tableOf(table) === 'people') return orRefuse(await joinPeople(this.house, by, csv));
    const wanted = orRefuse(fromCsv(await setupOf(this.house, by), tableOf(table), csv));
    return orRefuse(await saveSetup(this.house, by, wanted));
  }
}

function tableOf(name: string): SetupTable {
  const found = SETUP_TABLES.find((one) => one === name);
  if (found === undefined) throw new HttpException({ code: 'not-found', message: '没有这个表。' }, 404);
  return found;
}
