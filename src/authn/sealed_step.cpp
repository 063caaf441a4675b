#include "authn/sealed_step.hpp"

#include <boost/json/serialize.hpp>

#include <tessera/codec/base64url.hpp>
#include <tessera/codec/json.hpp>

namespace tessera::authn {
namespace {

std::string context_of(std::string_view binding) {
  return "sign-in-step|" + std::string(binding);
}

std::optional<TimePoint> time_of(const boost::json::object& o, std::string_view name) {
  const auto* found = o.if_contains(name);
  if (found == nullptr || !found->is_int64()) return std::nullopt;
  return TimePoint{Duration{found->get_int64()}};
}

std::string text_of(const boost::json::object& o, std::string_view name) {
  const auto* found = codec::find_string(o, name);
  return found == nullptr ? std::string() : std::string(*found);
}

}  // namespace

std::string seal_step(const PendingStep& step, std::string_view binding,
                      const crypto::Keyring& keys, Random& random) {
  boost::json::object o{{"p", to_string(step.person)},
                        {"l", step.login},
                        {"t", step.proven.time_since_epoch().count()},
                        {"i", step.issued.time_since_epoch().count()}};
  if (step.password) o["w"] = to_string(*step.password);
  if (step.session) o["s"] = to_string(*step.session);
  const auto plain = boost::json::serialize(o);
  return codec::to_base64url(
      keys.seal(crypto::kPurposeFlow, as_bytes(plain), context_of(binding), random));
}

std::optional<PendingStep> open_step(std::string_view sealed, std::string_view binding,
                                     const crypto::Keyring& keys, TimePoint now) {
  if (binding.empty() || sealed.size() > 4096) return std::nullopt;
  const auto box = codec::from_base64url(sealed);
  if (!box) return std::nullopt;
  const auto plain = keys.open(crypto::kPurposeFlow, *box, context_of(binding));
  if (!plain) return std::nullopt;
  const auto o = codec::parse_json_object(as_text(*plain));
  if (!o) return std::nullopt;
  const auto person = parse_uuid(text_of(*o, "p"));
  const auto proven = time_of(*o, "t");
  const auto issued = time_of(*o, "i");
  if (!person || !proven || !issued || now >= *issued + kStepLife) return std::nullopt;
  return PendingStep{.person = *person,
                     .login = text_of(*o, "l"),
                     .password = parse_uuid(text_of(*o, "w")),
                     .proven = *proven,
                     .session = parse_uuid(text_of(*o, "s")),
                     .issued = *issued};
}

}  // namespace tessera::authn
