// The links at the foot of every page that choose a language.
#pragma once

#include <vector>

#include <boost/json/array.hpp>

#include "catalogue.hpp"

namespace tessera::ui {

// List of {code, language_name, language_dir, path, current}; path comes back to `here`, a local
// path with its query. A language is named in itself.
[[nodiscard]] boost::json::array language_links(const std::vector<Catalogue>& catalogues,
                                                const Catalogue& chosen, std::string_view here);

}  // namespace tessera::ui
