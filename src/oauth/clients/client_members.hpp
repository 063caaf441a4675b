// The pieces of the table of members in client_json.cpp: one member of a registration, how it is
// written and how it is read. A reader answers the id of what is wrong, or nothing.
#pragma once

#include <algorithm>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <tessera/oauth/client.hpp>

namespace tessera::oauth::members {

namespace json = boost::json;
using Registration = ClientRegistration;
using Read = std::function<std::string(const json::value&, Registration&)>;

// One member of the JSON form. write leaves out what is absent.
struct Member {
  std::string_view name;
  std::function<void(json::object&, std::string_view, const Registration&)> write;
  Read read;
};
// Of all members, in the order in which they are written.
[[nodiscard]] std::vector<std::string_view> names();

template <class T>
using Texts = std::initializer_list<std::pair<std::string_view, std::string T::*>>;

[[nodiscard]] std::string read_text(const json::value& value, std::string& into,
                                    std::size_t max = 2000);

[[nodiscard]] Member text(std::string_view name, std::string Registration::* member);
// The ones in _if are left out while they are empty.
[[nodiscard]] Member text_if(std::string_view name, std::string Registration::* member);
[[nodiscard]] Member texts(std::string_view name, std::vector<std::string> Registration::* member);
[[nodiscard]] Member texts_if(std::string_view name,
                              std::vector<std::string> Registration::* member);
[[nodiscard]] Member flag(std::string_view name, bool Registration::* member);
[[nodiscard]] Member flag_if(std::string_view name, bool Registration::* member);
[[nodiscard]] Member alg(std::string_view name, crypto::SignAlg Registration::* member);
[[nodiscard]] Member alg_if(std::string_view name,
                            std::optional<crypto::SignAlg> Registration::* member);
// A value of acr; left out if there is none.
[[nodiscard]] Member acr_if(std::string_view name, Acr Registration::* member);
// One half of a ResponseEncryption: "..._alg" or "..._enc".
[[nodiscard]] Member encryption(std::string_view name, ResponseEncryption Registration::* member,
                                std::string ResponseEncryption::* half);
[[nodiscard]] Member time_if(std::string_view name,
                             std::optional<TimePoint> Registration::* member);
[[nodiscard]] Member seconds_if(std::string_view name,
                                std::optional<seconds> Registration::* member);
// RFC 7591 2: the set itself, kept as text and parsed once per snapshot.
[[nodiscard]] Member jwks();

template <class T>
Member name_of(std::string_view name, T Registration::* member, std::initializer_list<T> all) {
  return {
      name,
      [member](json::object& out, std::string_view key, const Registration& r) {
        out[key] = to_string(r.*member);
      },
      [member, known = std::vector<T>(all)](const json::value& v, Registration& r) -> std::string {
        if (!v.is_string()) return "not_a_string";
        for (const T one : known) {
          if (to_string(one) != std::string_view(v.get_string())) continue;
          r.*member = one;
          return {};
        }
        return "unknown_value";
      }};
}

// An array of flat objects whose members are all strings.
template <class T>
std::string read_objects(const json::value& value, std::vector<T>& into, Texts<T> members) {
  if (!value.is_array()) return "not_an_array";
  if (value.get_array().size() > 100) return "too_many";
  into.clear();
  for (const auto& item : value.get_array()) {
    if (!item.is_object()) return "not_an_object";
    T one;
    for (const auto& [key, member] : item.get_object()) {
      const auto* known = std::find_if(members.begin(), members.end(), [&](const auto& m) {
        return m.first == std::string_view(key);
      });
      if (known == members.end()) return "unknown_member";
      if (auto wrong = read_text(member, one.*(known->second)); !wrong.empty()) return wrong;
    }
    into.push_back(std::move(one));
  }
  return {};
}

template <class T>
json::array write_objects(const std::vector<T>& items, Texts<T> members) {
  json::array out;
  for (const auto& item : items) {
    json::object one;
    for (const auto& [name, member] : members) one[name] = item.*member;
    out.emplace_back(std::move(one));
  }
  return out;
}

template <class T>
Member objects(std::string_view name, std::vector<T> Registration::* member, Texts<T> members) {
  return {name,
          [member, members](json::object& out, std::string_view key, const Registration& r) {
            out[key] = write_objects(r.*member, members);
          },
          [member, members](const json::value& v, Registration& r) {
            return read_objects(v, r.*member, members);
          }};
}

template <class T>
Member objects_if(std::string_view name, std::vector<T> Registration::* member, Texts<T> members) {
  auto out = objects(name, member, members);
  out.write = [member, write = std::move(out.write)](json::object& into, std::string_view key,
                                                     const Registration& r) {
    if (!(r.*member).empty()) write(into, key, r);
  };
  return out;
}

}  // namespace tessera::oauth::members
