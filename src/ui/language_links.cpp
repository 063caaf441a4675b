#include "language_links.hpp"

#include <boost/json/object.hpp>
#include <boost/url/encode.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>

#include "url_guard.hpp"

namespace tessera::ui {
namespace {

std::string name_of(const Catalogue& catalogue) {
  const auto found = catalogue.texts.find("common.language_name");
  return found == catalogue.texts.end() ? catalogue.locale : found->second;
}

}  // namespace

boost::json::array language_links(const std::vector<Catalogue>& catalogues, const Catalogue& chosen,
                                  std::string_view here) {
  const auto back =
      boost::urls::encode(is_local_path(here) ? here : "/", boost::urls::unreserved_chars);
  boost::json::array links;
  for (const auto& catalogue : catalogues) {
    links.push_back(
        boost::json::object{{"code", catalogue.locale},
                            {"language_name", name_of(catalogue)},
                            {"language_dir", catalogue.direction},
                            {"path", "/language/" + catalogue.locale + "?return=" + back},
                            {"current", catalogue.locale == chosen.locale}});
  }
  return links;
}

}  // namespace tessera::ui
