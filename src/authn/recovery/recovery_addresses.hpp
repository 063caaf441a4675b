// Where notices and codes of recovery go: the address of the proofing and a second one.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <tessera/authn/notices.hpp>
#include <tessera/authn/recovery_store.hpp>
#include <tessera/people/people_service.hpp>
#include <tessera/people/person_box.hpp>

namespace tessera::authn {

class AddressBook final : public NoticeAddresses {
 public:
  AddressBook(people::PeopleService& people, people::PersonBox& box, RecoveryStore& store)
      : people_(people), box_(box), store_(store) {}
  [[nodiscard]] Task<std::vector<std::string>> addresses(const Uuid& person) override;

 private:
  people::PeopleService& people_;
  people::PersonBox& box_;
  RecoveryStore& store_;
};

[[nodiscard]] Task<std::vector<std::string>> proofed_addresses(people::PeopleService& people,
                                                               const Uuid& person);
// "" if there is none.
[[nodiscard]] Task<std::string> second_address(people::PersonBox& box, RecoveryStore& store,
                                               const Uuid& person);

// Where codes go by the gateway: the number that the person validated, else one of the proofing.
struct NumberOfPerson {
  std::string text;  // "": there is none
  bool own = false;
};
[[nodiscard]] Task<NumberOfPerson> code_number(people::PeopleService& people,
                                               people::PersonBox& box, RecoveryStore& store,
                                               const Uuid& person);

// However they are written: upper case makes no other mailbox.
[[nodiscard]] bool is_same_address(std::string_view a, std::string_view b);

inline constexpr std::string_view kAddressBox = "notice_address";
inline constexpr std::string_view kNumberBox = "code_number";

}  // namespace tessera::authn
