// What is known of a recovery contact, sealed under the key of the person who named it.
#pragma once

#include <optional>
#include <string>

#include <tessera/authn/recovery_store.hpp>
#include <tessera/people/person_box.hpp>

namespace tessera::authn {

struct ContactCard {
  std::string name;  // as the person calls the contact
  std::string mail;
  std::string known_as;  // how the contact knows the person
};
// nullopt: the person is gone.
[[nodiscard]] Task<std::optional<Bytes>> seal_contact_card(people::PersonBox& box,
                                                           const Uuid& person, const Uuid& contact,
                                                           const ContactCard& card);
[[nodiscard]] Task<std::optional<ContactCard>> open_contact_card(people::PersonBox& box,
                                                                 const RecoveryContact& contact);

}  // namespace tessera::authn
