#include "authn/recovery/recovery_contact_box.hpp"

#include <array>

#include <boost/json/serialize.hpp>

#include <tessera/codec/json.hpp>

namespace tessera::authn {
namespace {

std::string name_of(const Uuid& contact) {
  return "recovery_contact|" + to_string(contact);
}

}  // namespace

Task<std::optional<Bytes>> seal_contact_card(people::PersonBox& box, const Uuid& person,
                                             const Uuid& contact, const ContactCard& card) {
  const boost::json::object json{
      {"name", card.name}, {"mail", card.mail}, {"known_as", card.known_as}};
  const auto text = boost::json::serialize(json);
  co_return co_await box.seal(person, name_of(contact), text);
}

Task<std::optional<ContactCard>> open_contact_card(people::PersonBox& box,
                                                   const RecoveryContact& contact) {
  const std::array<people::PersonBox::Named, 1> boxes{
      {{.name = name_of(contact.id), .box = contact.box}}};
  const auto texts = co_await box.open(contact.person, boxes);
  const auto json = codec::parse_json_object(texts.empty() ? std::string_view() : texts[0]);
  if (!json) co_return std::nullopt;
  co_return ContactCard{.name = codec::text_of(*json, "name"),
                        .mail = codec::text_of(*json, "mail"),
                        .known_as = codec::text_of(*json, "known_as")};
}

}  // namespace tessera::authn
