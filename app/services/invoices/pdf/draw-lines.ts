import { heightOf, type Pdf, type TextStyle, write } from './canvas.ts';
import type { PrintedLine } from './invoice-document.ts';
import { CONTENT_WIDTH, INK, PAGE, RIGHT } from './page.ts';

interface Column {
  label: string;
  x: number;
  width: number;
  align: 'left' | 'right';
}

const GAP = 14;
const DESCRIPTION_WIDTH = 196;
const QUANTITY_WIDTH = 106;
const UNIT_PRICE_WIDTH = 94;
const AMOUNT_WIDTH = CONTENT_WIDTH - DESCRIPTION_WIDTH - QUANTITY_WIDTH - UNIT_PRICE_WIDTH - 3 * GAP;

const DESCRIPTION: Column = {
  label: 'Description',
  x: PAGE.margin,
  width: DESCRIPTION_WIDTH,
  align: 'left',
};
const QUANTITY = figureColumn('Quantity', DESCRIPTION, QUANTITY_WIDTH);
const UNIT_PRICE = figureColumn('Unit price', QUANTITY, UNIT_PRICE_WIDTH);
const AMOUNT = figureColumn('Amount', UNIT_PRICE, AMOUNT_WIDTH);

function figureColumn(label: string, left: Column, width: number): Column {
  return { label, x: left.x + left.width + GAP, width, align: 'right' };
}

const ROW_TOP = 8;
const ROW_BOTTOM = 5;
const TEXT = { size: 9 };
const PERIOD = { size: 8, color: INK.muted };

/** The line items, on as many pages as they need, each with the table's head. Returns where the next part may begin. */
export function drawLines(pdf: Pdf, lines: readonly PrintedLine[], top: number): number {
  let y = drawHead(pdf, top);
  for (const line of lines) {
    const height = rowHeight(pdf, line);
    if (y + height > PAGE.bottom) {
      pdf.addPage();
      y = drawHead(pdf, PAGE.margin);
    }
    drawRow(pdf, line, y);
    y += height;
    rule(pdf, y, 0.5);
  }
  return y + 16;
}

function drawHead(pdf: Pdf, y: number): number {
  for (const column of [DESCRIPTION, QUANTITY, UNIT_PRICE, AMOUNT]) {
    write(pdf, column.label, column.x, y, { size: 8, color: INK.muted, ...cell(column) });
  }
  rule(pdf, y + 16, 1);
  return y + 16;
}

function rowHeight(pdf: Pdf, line: PrintedLine): number {
  const description =
    heightOf(pdf, line.description, { ...TEXT, ...cell(DESCRIPTION) }) +
    heightOf(pdf, line.period, { ...PERIOD, ...cell(DESCRIPTION) });
  const figures = [
    heightOf(pdf, line.quantity, { ...TEXT, ...cell(QUANTITY) }),
    heightOf(pdf, line.unitPrice, { ...TEXT, ...cell(UNIT_PRICE) }),
  ];
  return Math.max(description, ...figures) + ROW_TOP + ROW_BOTTOM;
}

function drawRow(pdf: Pdf, line: PrintedLine, top: number): void {
  const y = top + ROW_TOP;
  const height = write(pdf, line.description, DESCRIPTION.x, y, { ...TEXT, ...cell(DESCRIPTION) });
  write(pdf, line.period, DESCRIPTION.x, y + height, { ...PERIOD, ...cell(DESCRIPTION) });
  write(pdf, line.quantity, QUANTITY.x, y, { ...TEXT, ...cell(QUANTITY) });
  write(pdf, line.unitPrice, UNIT_PRICE.x, y, { ...TEXT, ...cell(UNIT_PRICE) });
  write(pdf, line.amount, AMOUNT.x, y, { ...TEXT, ...cell(AMOUNT) });
}

function cell({ width, align }: Column): Pick<TextStyle, 'width' | 'align' | 'isFigure'> {
  return { width, align, isFigure: align === 'right' };
}

function rule(pdf: Pdf, y: number, lineWidth: number): void {
  pdf.moveTo(PAGE.margin, y).lineTo(RIGHT, y).lineWidth(lineWidth).strokeColor(INK.rule).stroke();
}
