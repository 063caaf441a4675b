#include <tessera/oauth/errors.hpp>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace tessera::oauth {
namespace {

Errc code_of(std::string_view error) {
  if (error == "invalid_client" || error == "invalid_token" ||
      error == "insufficient_user_authentication")
    return Errc::unauthenticated;
  if (error == "insufficient_scope") return Errc::forbidden;
  return Errc::invalid;
}

}  // namespace

std::unexpected<Error> refuse(std::string_view error, std::string description, std::string detail) {
  return fail(code_of(error), std::string(error), std::move(description), std::move(detail));
}

std::string render_error(const Error& error) {
  boost::json::object out;
  out["error"] = error.id;
  if (!error.text.empty()) out["error_description"] = error.text;
  return boost::json::serialize(out);
}

}  // namespace tessera::oauth
