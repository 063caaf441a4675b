#include "oauth/clients/client_members.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <tessera/codec/rfc3339.hpp>
#include <tessera/jose/encryption_jwk.hpp>

namespace tessera::oauth::members {
namespace {

constexpr std::size_t kLongestJwks = 64 * 1024;

json::array to_array(const std::vector<std::string>& items) {
  json::array out;
  for (const auto& item : items) out.emplace_back(item);
  return out;
}

std::string read_texts(const json::value& value, std::vector<std::string>& into) {
  if (!value.is_array()) return "not_an_array";
  if (value.get_array().size() > 100) return "too_many";
  into.clear();
  for (const auto& item : value.get_array()) {
    std::string text;
    if (auto wrong = read_text(item, text); !wrong.empty()) return wrong;
    into.push_back(std::move(text));
  }
  return {};
}

std::string read_bool(const json::value& value, bool& into) {
  if (!value.is_bool()) return "not_a_boolean";
  into = value.get_bool();
  return {};
}

std::string read_alg(const json::value& value, crypto::SignAlg& into) {
  if (!value.is_string()) return "not_a_string";
  const auto found = jose::parse_alg(std::string_view(value.get_string()));
  if (!found) return "unknown_value";
  into = *found;
  return {};
}

}  // namespace

std::string read_text(const json::value& value, std::string& into, std::size_t max) {
  if (!value.is_string()) return "not_a_string";
  if (value.get_string().size() > max) return "too_long";
  into = std::string(value.get_string());
  return {};
}

Member text(std::string_view name, std::string Registration::* member) {
  return {name,
          [member](json::object& out, std::string_view key, const Registration& r) {
            out[key] = r.*member;
          },
          [member](const json::value& v, Registration& r) { return read_text(v, r.*member); }};
}

Member text_if(std::string_view name, std::string Registration::* member) {
  return {name,
          [member](json::object& out, std::string_view key, const Registration& r) {
            if (!(r.*member).empty()) out[key] = r.*member;
          },
          [member](const json::value& v, Registration& r) { return read_text(v, r.*member); }};
}

Member texts(std::string_view name, std::vector<std::string> Registration::* member) {
  return {name,
          [member](json::object& out, std::string_view key, const Registration& r) {
            out[key] = to_array(r.*member);
          },
          [member](const json::value& v, Registration& r) { return read_texts(v, r.*member); }};
}

Member texts_if(std::string_view name, std::vector<std::string> Registration::* member) {
  return {name,
          [member](json::object& out, std::string_view key, const Registration& r) {
            if (!(r.*member).empty()) out[key] = to_array(r.*member);
          },
          [member](const json::value& v, Registration& r) { return read_texts(v, r.*member); }};
}

Member flag(std::string_view name, bool Registration::* member) {
  return {name,
          [member](json::object& out, std::string_view key, const Registration& r) {
            out[key] = r.*member;
          },
          [member](const json::value& v, Registration& r) { return read_bool(v, r.*member); }};
}

Member flag_if(std::string_view name, bool Registration::* member) {
  return {name,
          [member](json::object& out, std::string_view key, const Registration& r) {
            if (r.*member) out[key] = true;
          },
          [member](const json::value& v, Registration& r) { return read_bool(v, r.*member); }};
}

Member alg(std::string_view name, crypto::SignAlg Registration::* member) {
  return {name,
          [member](json::object& out, std::string_view key, const Registration& r) {
            out[key] = jose::to_string(r.*member);
          },
          [member](const json::value& v, Registration& r) { return read_alg(v, r.*member); }};
}

Member alg_if(std::string_view name, std::optional<crypto::SignAlg> Registration::* member) {
  return {name,
          [member](json::object& out, std::string_view key, const Registration& r) {
            if (r.*member) out[key] = jose::to_string(*(r.*member));
          },
          [member](const json::value& v, Registration& r) {
            auto wrong = read_alg(v, (r.*member).emplace());
            if (!wrong.empty()) (r.*member).reset();
            return wrong;
          }};
}

Member acr_if(std::string_view name, Acr Registration::* member) {
  return {name,
          [member](json::object& out, std::string_view key, const Registration& r) {
            if (r.*member != Acr::none) out[key] = to_string(r.*member);
          },
          [member](const json::value& v, Registration& r) -> std::string {
            if (!v.is_string()) return "not_a_string";
            const auto known = parse_acr(std::string_view(v.get_string()));
            if (!known) return "unknown_value";
            r.*member = *known;
            return {};
          }};
}

Member encryption(std::string_view name, ResponseEncryption Registration::* member,
                  std::string ResponseEncryption::* half) {
  return {name,
          [member, half](json::object& out, std::string_view key, const Registration& r) {
            if (r.*member) out[key] = r.*member.*half;
          },
          [member, half](const json::value& v, Registration& r) {
            return read_text(v, r.*member.*half, 40);
          }};
}

Member time_if(std::string_view name, std::optional<TimePoint> Registration::* member) {
  return {name,
          [member](json::object& out, std::string_view key, const Registration& r) {
            if (r.*member) out[key] = codec::render_rfc3339(*(r.*member));
          },
          [member](const json::value& value, Registration& into) -> std::string {
            (into.*member).reset();
            if (value.is_null()) return {};
            if (!value.is_string()) return "not_a_string";
            into.*member = codec::parse_rfc3339(std::string_view(value.get_string()));
            return into.*member ? std::string{} : "not_a_time";
          }};
}

Member seconds_if(std::string_view name, std::optional<seconds> Registration::* member) {
  return {name,
          [member](json::object& out, std::string_view key, const Registration& r) {
            if (r.*member) out[key] = (r.*member)->count();
          },
          [member](const json::value& value, Registration& into) -> std::string {
            const auto* number = value.if_int64();
            if (number == nullptr || *number < 0) return "not_a_number_of_seconds";
            into.*member = seconds{*number};
            return {};
          }};
}

Member jwks() {
  return {"jwks",
          [](json::object& out, std::string_view key, const Registration& r) {
            if (!r.jwks.empty()) out[key] = json::parse(r.jwks);
          },
          [](const json::value& value, Registration& into) -> std::string {
            if (!value.is_object()) return "not_an_object";
            auto written = json::serialize(value);
            if (written.size() > kLongestJwks) return "too_long";
            // Private parts and weak keys are errors of the set, whatever they are for.
            if (!jose::parse_key_set(written)) return "not_a_jwk_set";
            into.jwks = std::move(written);
            return {};
          }};
}

}  // namespace tessera::oauth::members
