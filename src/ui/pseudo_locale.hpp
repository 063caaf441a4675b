// Pseudo-locales show in tests what a translation would break: texts that are longer, letters
// outside ASCII, and a right-to-left script. They are made from the English texts.
#pragma once

#include "catalogue.hpp"

namespace tessera::ui {

// "en-XA": accented letters, about 40 % longer, in brackets, so that cut or hard-coded texts are
// seen.
[[nodiscard]] Catalogue make_long_pseudo_locale(const Catalogue& english);
// "ar-XB": every text forced right to left.
[[nodiscard]] Catalogue make_mirrored_pseudo_locale(const Catalogue& english);

}  // namespace tessera::ui
