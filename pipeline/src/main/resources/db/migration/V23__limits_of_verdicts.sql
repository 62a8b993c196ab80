-- The limits in force when a review's verdicts were given; until now there were only these.
alter table review add column accepted_surface_dice_1mm double precision default 0.99 not null;
alter table review add column minor_surface_dice_2mm double precision default 0.9 not null;
alter table review add column minor_hd95_mm double precision default 5 not null;
alter table review add column redrawn_surface_dice_3mm double precision default 0.5 not null;
