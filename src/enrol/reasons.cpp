#include <tessera/enrol/reasons.hpp>

#include <algorithm>
#include <stdexcept>
#include <vector>

#include <boost/json/parse.hpp>

#include "enrol_files.hpp"

namespace tessera::enrol {
namespace {

std::vector<Reason> load() {
  for (const auto& file : embedded::enrol_files()) {
    if (file.path != "reasons.json") continue;
    std::vector<Reason> out;
    const auto root =
        boost::json::parse(boost::json::string_view(file.data.data(), file.data.size()));
    for (const auto& entry : root.as_object().at("reasons").as_array()) {
      const auto& object = entry.as_object();
      const std::string code(object.at("code").as_string());
      out.push_back({code, "enrol.reason." + code, object.at("for_more").as_bool(),
                     object.at("for_reject").as_bool(), object.at("may_edit").as_bool()});
    }
    return out;
  }
  throw std::runtime_error("reason catalogue: not embedded");
}

}  // namespace

std::span<const Reason> reasons() {
  static const auto catalogue = load();
  return catalogue;
}

const Reason* find_reason(std::string_view code) {
  const auto found = std::ranges::find(reasons(), code, &Reason::code);
  return found == reasons().end() ? nullptr : &*found;
}

}  // namespace tessera::enrol
