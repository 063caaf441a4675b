#include <charconv>
#include <chrono>

#include <boost/json/serialize.hpp>

#include <tessera/codec/json.hpp>
#include <tessera/people/catalogue.hpp>
#include <tessera/people/normal_form.hpp>

namespace tessera::people {
namespace {

bool all_of(std::string_view text, std::string_view allowed) {
  return !text.empty() && text.find_first_not_of(allowed) == std::string_view::npos;
}

constexpr std::string_view kDigits = "0123456789";
constexpr std::string_view kAlnum =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

int number(std::string_view digits) {
  int value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

// OpenID Connect Core 5.1 birthdate: YYYY-MM-DD, or YYYY when no more is known.
bool is_date(std::string_view text) {
  if (text.size() == 4) return all_of(text, kDigits) && text != "0000";
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  if (!all_of(text.substr(0, 4), kDigits) || !all_of(text.substr(5, 2), kDigits) ||
      !all_of(text.substr(8, 2), kDigits)) {
    return false;
  }
  const std::chrono::year_month_day day{
      std::chrono::year{number(text.substr(0, 4))},
      std::chrono::month(static_cast<unsigned>(number(text.substr(5, 2)))),
      std::chrono::day(static_cast<unsigned>(number(text.substr(8, 2))))};
  return day.ok();
}

// A mail address that a mail can be sent to; internationalised local parts are fine (RFC 6531).
bool is_email(std::string_view text) {
  const auto at = text.rfind('@');
  if (at == std::string_view::npos || at == 0 || at > 64 || text.find('@') != at) return false;
  if (text.find_first_of(" \t\n\r<>\"(),;:\\[]") != std::string_view::npos) return false;
  const auto host = text.substr(at + 1);
  const auto dot = host.rfind('.');
  return dot != std::string_view::npos && dot != 0 && dot + 1 < host.size() &&
         host.front() != '-' && host.find("..") == std::string_view::npos;
}

// E.164 with optional extension (OpenID Connect Core 5.1).
bool is_phone(std::string_view text) {
  if (text.size() < 8 || text.front() != '+') return false;
  return all_of(text.substr(1), "0123456789 ()-.;ext=");
}

bool is_url(std::string_view text) {
  const bool scheme = text.starts_with("https://") || text.starts_with("http://");
  if (!scheme || text.find_first_of(" \"<>\\^`{|}\n") != std::string_view::npos) return false;
  const auto host = text.substr(text.find("//") + 2);
  return !host.empty() && host.front() != '/' && host.find('@') == std::string_view::npos;
}

bool is_locale(std::string_view text) {
  return text.size() >= 2 && all_of(text, std::string(kAlnum) + "-_") && text.front() != '-';
}

bool is_zoneinfo(std::string_view text) {
  return all_of(text, std::string(kAlnum) + "/_+-") && text.find("//") == std::string_view::npos &&
         text.front() != '/' && text.back() != '/';
}

bool is_address_member(std::string_view key) {
  return key == "formatted" || key == "street_address" || key == "locality" || key == "region" ||
         key == "postal_code" || key == "country";
}

// OpenID Connect Core 5.1.1.
Result<std::string> check_address(const std::string& text) {
  auto object = codec::parse_json_object(text);
  if (!object || object->empty()) return fail(Errc::invalid, "attribute.address");
  for (auto& member : *object) {
    if (!is_address_member(member.key()) || !member.value().is_string()) {
      return fail(Errc::invalid, "attribute.address");
    }
  }
  return boost::json::serialize(*object);
}

const char* refusal(AttributeType type, std::string_view text) {
  switch (type) {
    case AttributeType::text:
      return text.find('\n') == std::string_view::npos ? nullptr : "malformed";
    case AttributeType::date:
      return is_date(text) ? nullptr : "date";
    case AttributeType::boolean:
      return text == "true" || text == "false" ? nullptr : "boolean";
    case AttributeType::email:
      return is_email(text) ? nullptr : "email";
    case AttributeType::phone:
      return is_phone(text) ? nullptr : "phone";
    case AttributeType::locale:
      return is_locale(text) ? nullptr : "locale";
    case AttributeType::zoneinfo:
      return is_zoneinfo(text) ? nullptr : "zoneinfo";
    case AttributeType::url:
      return is_url(text) ? nullptr : "url";
    case AttributeType::timestamp:
      return all_of(text, kDigits) ? nullptr : "malformed";
    case AttributeType::address:
      return nullptr;
  }
  return "malformed";
}

}  // namespace

Result<std::string> check_value(const AttributeSpec& spec, std::string_view value) {
  const auto refuse = [](std::string_view why) {
    return fail(Errc::invalid, "attribute." + std::string(why));
  };
  if (value.size() > spec.max_length * 4) return refuse("too_long");
  auto text = normalise_text(value);
  if (!text) return refuse("malformed");
  if (text->empty()) return refuse("empty");
  if (text->size() > spec.max_length) return refuse("too_long");
  if (spec.type == AttributeType::address) return check_address(*text);
  if (const char* why = refusal(spec.type, *text)) return refuse(why);
  return text;
}

}  // namespace tessera::people
