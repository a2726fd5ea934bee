export { addressOf, canReceiveSms, fillTemplate, type SmsWords } from './domain/sms-text.js';
export { isSmsNight, smsMorning } from './domain/sms-hours.js';
export { isScore, ratingOpen, ratingReminderAt, RATING_LIFE, SCORE_NAMES, type Rating, type Score } from './domain/rating.js';
export { askRating, lapseRating, noteRatingReminded, openRatingOf, rate, ratingById, withdrawRatingOf } from './persistence/rating-sql.js';
