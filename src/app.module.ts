import { Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { ScheduleModule } from '@nestjs/schedule';
import type { Service } from './app.service.js';
import { CustomerController } from './console/customer.controller.js';
import { ErrorsFilter } from './console/errors.filter.js';
import { EvidenceController } from './console/evidence.controller.js';
import { HealthController } from './console/health.controller.js';
import { LedgerController } from './console/ledger.controller.js';
import { NudgeLedgerController } from './console/nudge-ledger.controller.js';
import { OverviewController } from './console/overview.controller.js';
import { PaperController } from './console/paper.controller.js';
import { PaperGuard } from './console/paper.guard.js';
import { AdministratorGuard } from './console/administrator.guard.js';
import { SetupController } from './console/setup.controller.js';
import { SignInController } from './console/sign-in.controller.js';
import { SignInGuard } from './console/sign-in.guard.js';
import { SmsCallbackController } from './console/sms-callback.controller.js';
import { SimulatorController } from './console/simulator.controller.js';
import { SimulatorDoor } from './console/simulator-door.js';
import { SimulatorGuard } from './console/simulator.guard.js';
import { HOUSE, LINKS, LOCAL_CHANNEL, MOVER, PLATFORMS, SETTINGS, SMS_DOOR, SMS_INQUIRY, WORKERS, type Settings } from './console/tokens.js';
import { PlatformTick, SmsTick, UpkeepTick, WorkTick } from './ticks.js';

/** The composition root of the HTTP side: the only file that knows every module. */
@Module({})
export class AppModule {
  static of(service: Service, settings: Settings): DynamicModule {
    return {
      module: AppModule,
      imports: [ScheduleModule.forRoot()],
      controllers: [SimulatorController, LedgerController, OverviewController, NudgeLedgerController, PaperController, HealthController, EvidenceController, SmsCallbackController, CustomerController, SignInController, SetupController],
      providers: [
        { provide: HOUSE, useValue: service.house },
        { provide: WORKERS, useValue: service.workers },
        { provide: MOVER, useValue: service.mover },
        { provide: LOCAL_CHANNEL, useValue: service.local },
        { provide: LINKS, useValue: service.links },
        { provide: SMS_DOOR, useValue: service.smsDoor },
        { provide: SMS_INQUIRY, useValue: service.smsInquiry },
        { provide: PLATFORMS, useValue: service.platforms },
        { provide: SETTINGS, useValue: settings },
        { provide: APP_FILTER, useClass: ErrorsFilter },
        SimulatorDoor,
        SimulatorGuard,
        SignInGuard,
        AdministratorGuard,
        PlatformTick,
        PaperGuard,
        WorkTick,
        UpkeepTick,
        SmsTick,
      ],
    };
  }
}
