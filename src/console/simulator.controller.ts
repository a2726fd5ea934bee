import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, UseGuards } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { formatInstant } from '../terms/instants.js';
import type { ClockReading } from '../flow/clock-mover.js';
import { AfterQuery, ClockRequest, MessageRequest, ResetRequest, TapRequest } from './dto/simulator-requests.js';
import { orRefuse } from './refusals.js';
import { SimulatorGuard } from './simulator.guard.js';
import { SimulatorDoor } from './simulator-door.js';

const shown = (reading: ClockReading) => ({ now: formatInstant(reading.now), frozen: reading.frozen });

/** The local channel (contracts.md §4). */
@ApiTags('模拟通道')
@Controller('api/simulator')
@UseGuards(SimulatorGuard)
export class SimulatorController {
  constructor(@Inject(SimulatorDoor) private readonly door: SimulatorDoor) {}

  @Post('messages')
  @HttpCode(202)
  async say(@Body() request: MessageRequest): Promise<{ readonly messageId: string }> {
    return orRefuse(await this.door.say(request));
  }

  @Get('chats/:chat/messages')
  async messages(@Param('chat') chat: string, @Query() query: AfterQuery): Promise<readonly object[]> {
    return orRefuse(await this.door.messages(chat, query.after ?? 0));
  }

  @Post('cards/:id/taps')
  @HttpCode(200)
  async tap(@Param('id') id: string, @Body() request: TapRequest): Promise<{ readonly accepted: boolean; readonly message: string }> {
    return orRefuse(await this.door.tap(id, request));
  }

  @Get('sms')
  sms(@Query() query: AfterQuery): Promise<readonly object[]> {
    return this.door.sms(query.after ?? 0);
  }

  @Get('people')
  people(): Promise<readonly object[]> {
    return this.door.people();
  }

  @Get('chats')
  chats(): Promise<readonly object[]> {
    return this.door.chats();
  }

  @Get('clock')
  async clock(): Promise<object> {
    return shown(await this.door.clock());
  }

  @Post('clock')
  @HttpCode(200)
  async moveClock(@Body() request: ClockRequest): Promise<object> {
    return shown(orRefuse(await this.door.moveClock(request)));
  }

  @Post('settle')
  @HttpCode(200)
  async settle(): Promise<{ readonly settled: true }> {
    await this.door.settle();
    return { settled: true };
  }

  @Post('reset')
  @HttpCode(200)
  async reset(@Body() request: ResetRequest): Promise<object> {
    return shown(orRefuse(await this.door.reset(request)));
  }
}
