/** A text in the languages of the product. zh is the first language of records; en stands beside it. */
export type Words = Readonly<{ zh: string; en: string }>
export type Language = keyof Words
