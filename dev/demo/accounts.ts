import type { CreateCustomerInput } from '../../app/services/customers/create-customer-input.ts';
import type { TrafficProfile } from './traffic-profile.ts';

/** A publisher of the demo: who it is, since when, and how much it serves. */
export interface DemoAccount {
  customer: CreateCustomerInput;
  /** Whole billing periods behind it, and how far it is into the present one. */
  closedPeriods: number;
  daysIntoPeriod: number;
  traffic: TrafficProfile;
  /** The card that its last renewal meets, when that is not the one it joined with. */
  cardForLastRenewal?: string;
}

const MILLION = 1e6;
const GB = 1e9;

export const DEMO_ACCOUNTS: readonly DemoAccount[] = [
  {
    customer: {
      email: 'billing@pixelforge.example',
      name: 'Pixel Forge Games',
      planId: 'starter',
      currency: 'usd',
      locale: 'en-US',
      country: 'US',
      address: { line1: '418 Alder Street', city: 'Portland', state: 'OR', postalCode: '97205' },
      paymentMethod: 'pm_card_visa',
    },
    closedPeriods: 9,
    daysIntoPeriod: 17,
    traffic: {
      monthly: { impressions: 1.55 * MILLION, api_calls: 82_000, data_transfer_bytes: 41 * GB },
      monthlyGrowth: 1.045,
      peakHourUtc: 2,
      activeHours: 10,
      weekendFactor: 1.3,
      outageDaysAgo: 62,
    },
  },
  {
    customer: {
      email: 'finance@lumenplay.example',
      name: 'Lumen Play Inc.',
      planId: 'growth',
      currency: 'usd',
      locale: 'en-US',
      country: 'US',
      address: {
        line1: '1200 Market Street',
        line2: 'Suite 640',
        city: 'San Francisco',
        state: 'CA',
        postalCode: '94102',
      },
      paymentMethod: 'pm_card_visa',
    },
    closedPeriods: 13,
    daysIntoPeriod: 21,
    traffic: {
      monthly: { impressions: 17.5 * MILLION, api_calls: 1.24 * MILLION, data_transfer_bytes: 610 * GB },
      monthlyGrowth: 1.06,
      peakHourUtc: 3,
      activeHours: 14,
      weekendFactor: 1.22,
      outageDaysAgo: 9,
    },
  },
  {
    customer: {
      email: 'keiri@hoshizora.example',
      name: '株式会社星空ゲームス',
      planId: 'growth',
      currency: 'jpy',
      locale: 'ja-JP',
      country: 'JP',
      address: { line1: '神南1丁目19番11号', city: '渋谷区', state: '東京都', postalCode: '150-0041' },
      paymentMethod: 'pm_card_visa',
    },
    closedPeriods: 7,
    daysIntoPeriod: 12,
    traffic: {
      monthly: { impressions: 58 * MILLION, api_calls: 0.9 * MILLION, data_transfer_bytes: 480 * GB },
      monthlyGrowth: 1.05,
      peakHourUtc: 12,
      activeHours: 12,
      weekendFactor: 1.15,
      outageDaysAgo: 33,
    },
  },
  {
    customer: {
      email: 'accounts@northwind-interactive.example',
      name: 'Northwind Interactive',
      planId: 'scale',
      currency: 'usd',
      locale: 'en-CA',
      country: 'CA',
      address: { line1: '88 Queens Quay West', city: 'Toronto', state: 'ON', postalCode: 'M5J 0B8' },
      paymentMethod: 'pm_card_mastercard',
    },
    closedPeriods: 6,
    daysIntoPeriod: 14,
    traffic: {
      monthly: { impressions: 168 * MILLION, api_calls: 8.1 * MILLION, data_transfer_bytes: 6_900 * GB },
      monthlyGrowth: 1.035,
      peakHourUtc: 1,
      activeHours: 18,
      weekendFactor: 1.1,
      outageDaysAgo: 47,
    },
  },
  {
    customer: {
      email: 'ap@meridian-media.example',
      name: 'Meridian Media Group',
      planId: 'enterprise',
      currency: 'usd',
      locale: 'en-US',
      country: 'US',
      address: {
        line1: '350 Fifth Avenue',
        line2: '41st Floor',
        city: 'New York',
        state: 'NY',
        postalCode: '10118',
      },
      paymentMethod: 'pm_card_amex',
    },
    closedPeriods: 5,
    daysIntoPeriod: 24,
    traffic: {
      monthly: { impressions: 1_240 * MILLION, api_calls: 71 * MILLION, data_transfer_bytes: 47_000 * GB },
      monthlyGrowth: 1.02,
      peakHourUtc: 0,
      activeHours: 22,
      weekendFactor: 0.94,
      outageDaysAgo: 18,
    },
  },
  {
    customer: {
      email: 'buchhaltung@spielwerk.example',
      name: 'Spielwerk Berlin GmbH',
      planId: 'growth',
      currency: 'eur',
      locale: 'de-DE',
      country: 'DE',
      address: { line1: 'Torstraße 49', city: 'Berlin', postalCode: '10119' },
      taxId: 'DE136695976',
      paymentMethod: 'pm_card_visa',
    },
    closedPeriods: 6,
    daysIntoPeriod: 9,
    traffic: {
      monthly: { impressions: 21 * MILLION, api_calls: 1.9 * MILLION, data_transfer_bytes: 455 * GB },
      monthlyGrowth: 1.055,
      peakHourUtc: 18,
      activeHours: 12,
      weekendFactor: 1.18,
      outageDaysAgo: 6,
    },
  },
  {
    customer: {
      email: 'finance@kestrel-studios.example',
      name: 'Kestrel Studios Ltd',
      planId: 'starter',
      currency: 'gbp',
      locale: 'en-GB',
      country: 'GB',
      address: { line1: '27 Redchurch Street', city: 'London', postalCode: 'E2 7DP' },
      paymentMethod: 'pm_card_visa',
    },
    closedPeriods: 4,
    daysIntoPeriod: 26,
    traffic: {
      monthly: { impressions: 0.86 * MILLION, api_calls: 119_000, data_transfer_bytes: 22 * GB },
      monthlyGrowth: 1.08,
      peakHourUtc: 19,
      activeHours: 10,
      weekendFactor: 1.25,
      outageDaysAgo: 21,
    },
  },
  {
    customer: {
      email: 'office@redline-arcade.example',
      name: 'Redline Arcade',
      planId: 'growth',
      currency: 'usd',
      locale: 'en-US',
      country: 'US',
      address: { line1: '905 Congress Avenue', city: 'Austin', state: 'TX', postalCode: '78701' },
      paymentMethod: 'pm_card_visa',
    },
    closedPeriods: 4,
    daysIntoPeriod: 5,
    cardForLastRenewal: 'pm_card_chargeCustomerFail',
    traffic: {
      monthly: { impressions: 12.4 * MILLION, api_calls: 0.71 * MILLION, data_transfer_bytes: 530 * GB },
      monthlyGrowth: 1.03,
      peakHourUtc: 4,
      activeHours: 12,
      weekendFactor: 1.2,
      outageDaysAgo: 28,
    },
  },
];
