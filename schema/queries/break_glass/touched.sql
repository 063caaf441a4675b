select person, first, permission from break_glass_touch where break_glass = $1::uuid order by first
