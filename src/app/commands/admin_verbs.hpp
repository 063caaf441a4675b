// The verbs of the admin client as data.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

namespace tessera::app {

struct AdminVerb {
  std::string_view noun;
  std::string_view verb;
  std::string_view method;
  std::string_view
      path;  // below /api/admin/v1; {id} and what else is in braces: the words after the verb
  std::string_view fixed = {};               // members that the verb itself says, as JSON
  std::vector<std::string_view> positional;  // names of further words without "="
};

[[nodiscard]] const std::vector<AdminVerb>& admin_verbs();
[[nodiscard]] const AdminVerb* find_admin_verb(std::string_view noun, std::string_view verb);

// Where and what to ask, from the words of the command line. Pure.
struct AdminCall {
  std::string method;
  std::string target;  // path and query
  std::string body;    // "" for none
};
// nullopt: too few ids. `file_body`: the JSON given with --file.
[[nodiscard]] std::optional<AdminCall> make_admin_call(
    const AdminVerb& verb, const std::vector<std::string>& words,
    const std::optional<boost::json::object>& file_body);

}  // namespace tessera::app
