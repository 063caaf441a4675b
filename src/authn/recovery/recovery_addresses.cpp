#include "authn/recovery/recovery_addresses.hpp"

#include <array>

#include <tessera/people/normal_form.hpp>

namespace tessera::authn {

Task<std::vector<std::string>> proofed_addresses(people::PeopleService& people,
                                                 const Uuid& person) {
  const std::array<std::string, 1> names{"email"};
  std::vector<std::string> all;
  for (auto& each : co_await people.attributes(person, names)) all.push_back(each.value);
  co_return all;
}

Task<std::string> second_address(people::PersonBox& box, RecoveryStore& store, const Uuid& person) {
  const auto sealed = co_await store.load_address(person);
  if (!sealed) co_return std::string();
  const std::array<people::PersonBox::Named, 1> boxes{
      {{.name = std::string(kAddressBox), .box = *sealed}}};
  auto texts = co_await box.open(person, boxes);
  co_return texts.empty() ? std::string() : std::move(texts[0]);
}

Task<NumberOfPerson> code_number(people::PeopleService& people, people::PersonBox& box,
                                 RecoveryStore& store, const Uuid& person) {
  if (const auto sealed = co_await store.load_number(person)) {
    const std::array<people::PersonBox::Named, 1> boxes{
        {{.name = std::string(kNumberBox), .box = *sealed}}};
    auto texts = co_await box.open(person, boxes);
    if (!texts.empty() && !texts[0].empty())
      co_return NumberOfPerson{.text = std::move(texts[0]), .own = true};
  }
  const std::array<std::string, 1> names{"phone_number"};
  for (auto& each : co_await people.attributes(person, names)) {
    if (each.verified && !each.value.empty())
      co_return NumberOfPerson{.text = std::move(each.value)};
  }
  co_return NumberOfPerson{};
}

bool is_same_address(std::string_view a, std::string_view b) {
  if (a == b) return true;
  const auto first = people::fold_text(a);
  const auto second = people::fold_text(b);
  return first && second && *first == *second;
}

Task<std::vector<std::string>> AddressBook::addresses(const Uuid& person) {
  auto all = co_await proofed_addresses(people_, person);
  if (auto second = co_await second_address(box_, store_, person); !second.empty())
    all.push_back(std::move(second));
  co_return all;
}

}  // namespace tessera::authn
