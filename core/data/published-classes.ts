/** Class names of published datasets whose files do not have them, by content hash. */
export const publishedClasses: Readonly<Record<string, readonly string[]>> = {
  // Fashion-MNIST: Xiao, Rasul and Vollgraf 2017, arXiv:1708.07747, table 2.
  eb66c13beec641e8051aa159558c2ba85defc88cf9d6ca5c5d284940d5863bc0: [
    'T-shirt/top',
    'Trouser',
    'Pullover',
    'Dress',
    'Coat',
    'Sandal',
    'Shirt',
    'Sneaker',
    'Bag',
    'Ankle boot',
  ],
};
